//! One scenario as its file says: configurations, steps, and the time at each of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use sawlog::Value;
use sawlog::config::{Document, Node};
use sawlog::value::Dict;

use crate::values::{self, ScenarioTags};
use crate::version::Constraint;

mod fields;
mod ini;
mod step;
mod timeline;

pub(crate) use fields::Fields;
pub(crate) use ini::{Ini, IniSource};
pub(crate) use step::{AdapterCall, Call, Caller, Step, Target};
use timeline::Timeline;

/// A scenario, read and checked.
pub(crate) struct Scenario {
    pub(crate) python: Option<Constraint>,
    pub(crate) tz: String,
    pub(crate) timeline: Timeline,
    pub(crate) difference: Option<Difference>,
    pub(crate) files: Vec<(String, Value<'static>)>,
    pub(crate) configurations: Vec<Configuration>,
    pub(crate) steps: Vec<Step>,
    raw_steps: Value<'static>,
}

/// A way to configure, and what it is given.
#[derive(Clone, Debug)]
pub(crate) enum Configuration {
    Dict(Value<'static>),
    Ini(Ini),
    Basic(Dict),
}

/// What sawlog must print where it is not meant to do as CPython does.
pub(crate) struct Difference {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// The step that must be refused; not looked at if it is not given.
    pub(crate) refused: Option<i64>,
}

impl Scenario {
    /// Reads a scenario's file.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Scenario> {
        let text = std::fs::read_to_string(path)?;
        let document = Document::parse_yaml_with(&text, &ScenarioTags)?;
        Scenario::from_document(&text, document.root())
    }

    fn from_document(text: &str, root: &Node) -> anyhow::Result<Scenario> {
        let mut fields = Fields::of("a scenario", &root.to_value())?;
        fields.take("about");
        fields.take("clock");
        let python = fields.text("python")?.map(|text| Constraint::parse(&text)).transpose()?;
        let tz = fields.text("tz")?.unwrap_or_else(|| "UTC".to_owned());
        let files = texts(fields.take("files"), "files")?;
        let configurations = ["config", "ini", "basic"]
            .into_iter()
            .filter_map(|kind| Some((kind, fields.take(kind)?)))
            .map(|(kind, value)| Configuration::read(kind, value))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let raw_steps = fields.take("steps").unwrap_or_else(|| Value::list([]));
        let Value::List(items) = &raw_steps else { bail!("steps are a list") };
        let steps = items
            .iter()
            .enumerate()
            .map(|(index, step)| Step::read(step).with_context(|| format!("step {}", index + 1)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let timeline = Timeline::read(text, root, steps.len())?;
        let difference = fields.text("difference")?;
        let expect = fields.take("expect").map(Difference::read).transpose()?;
        ensure!(difference.is_some() == expect.is_some(), "`difference` and `expect` belong together");
        fields.end()?;
        let difference = expect;
        Ok(Scenario { python, tz, timeline, difference, files, configurations, steps, raw_steps })
    }

    /// Writes the scenario as the driver reads it.
    pub(crate) fn write_json(&self, out: &mut String) {
        let list = |items: Vec<Value<'static>>| Value::List(items.into());
        let configurations = self.configurations.iter().map(|configuration| {
            let (kind, value) = match configuration {
                Configuration::Dict(value) => ("config", value.clone()),
                Configuration::Ini(ini) => ("ini", ini.raw.clone()),
                Configuration::Basic(arguments) => ("basic", arguments.clone().into()),
            };
            Value::tuple([kind.into(), value])
        });
        let files = self.files.iter().map(|(name, text)| (Value::from(name.clone()), text.clone()));
        let members: Dict = [
            ("tz", Value::from(self.tz.clone())),
            ("at", list(self.timeline.stages().map(Value::Int).collect())),
            ("files", files.collect::<Dict>().into()),
            ("configurations", list(configurations.collect())),
            ("steps", self.raw_steps.clone()),
        ]
        .into_iter()
        .map(|(key, value)| (Value::from(key), value))
        .collect();
        values::write_json(&members.into(), out);
    }
}

impl Configuration {
    /// Reads what stands under `config`, `ini` or `basic`.
    fn read(kind: &str, value: Value<'static>) -> anyhow::Result<Configuration> {
        Ok(match (kind, value) {
            ("config", value) => Configuration::Dict(value),
            ("ini", value) => Configuration::Ini(Ini::read(value)?),
            ("basic", Value::Dict(arguments)) => Configuration::Basic((*arguments).clone()),
            (kind, value) => bail!("a {} cannot stand under {kind}", value.type_name()),
        })
    }
}

impl Difference {
    fn read(value: Value<'static>) -> anyhow::Result<Difference> {
        let mut fields = Fields::of("expect", &value)?;
        let stream = |value: Option<String>| value.unwrap_or_default().into_bytes();
        let files = texts(fields.take("files"), "files")?;
        let difference = Difference {
            stdout: stream(fields.text("stdout")?),
            stderr: stream(fields.text("stderr")?),
            files: files.into_iter().map(|(name, text)| (name, file_bytes(&text))).collect(),
            refused: fields.integer("refused")?,
        };
        fields.end()?;
        Ok(difference)
    }
}

/// A mapping of names to the contents of files.
fn texts(value: Option<Value<'static>>, what: &str) -> anyhow::Result<Vec<(String, Value<'static>)>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let Value::Dict(dict) = value else { bail!("{what} is a mapping of names to texts") };
    let pair = |(name, text): (&Value<'static>, &Value<'static>)| match (name, text) {
        (Value::Str(name), Value::Str(_) | Value::Bytes(_)) => Ok((name.clone().into_owned(), text.clone())),
        _ => bail!("{what} is a mapping of names to texts"),
    };
    dict.iter().map(pair).collect()
}

/// What a text of a scenario is as the content of a file.
pub(crate) fn file_bytes(value: &Value<'_>) -> Vec<u8> {
    match value {
        Value::Bytes(bytes) => bytes.to_vec(),
        other => other.as_str().unwrap_or_default().as_bytes().to_vec(),
    }
}

/// The scenarios that these paths name: files as they are, folders for every `*.yaml` in them, in order of name.
pub(crate) fn find(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let metadata = std::fs::metadata(path).with_context(|| format!("{}", path.display()))?;
        if metadata.is_dir() { walk(path, &mut found)? } else { found.push(path.clone()) }
    }
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let mut entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            found.push(path);
        }
    }
    Ok(())
}
