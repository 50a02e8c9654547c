//! What stands under `ini`: a text, or a mapping with the arguments of `fileConfig`.

use anyhow::{bail, ensure};
use sawlog::Value;

use super::Fields;

/// A call of `fileConfig`.
#[derive(Clone, Debug)]
pub(crate) struct Ini {
    pub(crate) source: IniSource,
    pub(crate) defaults: Vec<(String, Value<'static>)>,
    pub(crate) disable_existing_loggers: Option<bool>,
    pub(crate) encoding: Option<String>,
    /// As the scenario says it, for the driver.
    pub(super) raw: Value<'static>,
}

/// Where the text comes from.
#[derive(Clone, Debug)]
pub(crate) enum IniSource {
    Text(String),
    /// A file of the scenario's folder.
    File(String),
}

impl Ini {
    pub(super) fn read(value: Value<'static>) -> anyhow::Result<Ini> {
        let raw = value.clone();
        if let Value::Str(text) = value {
            let source = IniSource::Text(text.into_owned());
            return Ok(Ini { source, defaults: Vec::new(), disable_existing_loggers: None, encoding: None, raw });
        }
        let mut fields = Fields::of("ini", &value)?;
        let source = match (fields.text("text")?, fields.text("file")?) {
            (Some(text), None) => IniSource::Text(text),
            (None, Some(file)) => IniSource::File(file),
            _ => bail!("ini has either a text or a file"),
        };
        let encoding = fields.text("encoding")?;
        ensure!(encoding.is_none() || matches!(source, IniSource::File(_)), "an encoding is for a file");
        let disable_existing_loggers = match fields.take("disable_existing_loggers") {
            None => None,
            Some(Value::Bool(disable)) => Some(disable),
            Some(_) => bail!("disable_existing_loggers is true or false"),
        };
        let defaults = match fields.take("defaults") {
            None => Vec::new(),
            Some(Value::Dict(dict)) => {
                let pair = |(name, value): (&Value<'static>, &Value<'static>)| match name.as_str() {
                    Some(name) => Ok((name.to_owned(), value.clone())),
                    None => bail!("the names of defaults are texts"),
                };
                dict.iter().map(pair).collect::<anyhow::Result<_>>()?
            }
            Some(_) => bail!("defaults are a mapping"),
        };
        fields.end()?;
        Ok(Ini { source, defaults, disable_existing_loggers, encoding, raw })
    }
}
