//! The steps of a scenario.

use anyhow::{Context, bail, ensure};
use sawlog::Value;

use super::{Configuration, Fields};

/// One step.
#[derive(Debug)]
pub(crate) enum Step {
    Log(Box<Call>),
    Adapter(Box<AdapterCall>),
    SetLevel { target: Target, level: Value<'static> },
    Set { logger: String, propagate: Option<bool>, disabled: Option<bool> },
    Disable(Value<'static>),
    AddLevel { number: i64, name: String },
    AddFilter { target: Target, name: String },
    RemoveFilter { target: Target, name: String },
    Advance,
    Namer { handler: String, suffix: String, folder: Option<String> },
    Rotator { handler: String, kind: String },
    Configure(Configuration),
    Rollover(String),
    Touch { file: String, text: Value<'static> },
    Rename { from: String, to: String },
    Flush(String),
    Shutdown,
}

/// What a step is about: a logger (the root is `""` or `root`), or a handler by its configured name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Logger(String),
    Handler(String),
}

/// A logging call.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) logger: String,
    pub(crate) level: Value<'static>,
    pub(crate) msg: Value<'static>,
    pub(crate) args: Vec<Value<'static>>,
    pub(crate) extra: Vec<(String, Value<'static>)>,
    pub(crate) caller: Caller,
}

/// A logging call through an adapter.
#[derive(Debug)]
pub(crate) struct AdapterCall {
    pub(crate) call: Call,
    pub(crate) merge_extra: bool,
    /// The extra of the call itself; `call.extra` is the adapter's.
    pub(crate) call_extra: Vec<(String, Value<'static>)>,
}

/// Who makes a call, as far as the scenario says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    pub(crate) pathname: Option<Value<'static>>,
    pub(crate) lineno: Option<Value<'static>>,
    pub(crate) func: Option<Value<'static>>,
    pub(crate) thread_name: Option<String>,
    pub(crate) process_name: Option<String>,
    pub(crate) exc_text: Option<String>,
    pub(crate) stack: Option<String>,
}

impl Step {
    pub(super) fn read(value: &Value<'static>) -> anyhow::Result<Step> {
        let Value::Dict(dict) = value else { bail!("a step is a mapping") };
        let mut members = dict.iter();
        let (Some((Value::Str(kind), content)), None) = (members.next(), members.next()) else {
            bail!("a step is a mapping of one key, its kind");
        };
        let kind: &str = kind;
        let text = || content.as_str().map(str::to_owned).with_context(|| format!("{kind} takes a name"));
        match kind {
            "advance" | "shutdown" => {
                return Ok(if kind == "advance" { Step::Advance } else { Step::Shutdown });
            }
            "disable" => return Ok(Step::Disable(content.clone())),
            "config" | "ini" | "basic" => return Ok(Step::Configure(Configuration::read(kind, content.clone())?)),
            "rollover" => return Ok(Step::Rollover(text()?)),
            "flush" => return Ok(Step::Flush(text()?)),
            _ => {}
        }
        let mut fields = Fields::of(kind, content)?;
        let step = match kind {
            "log" => Step::Log(Box::new(Call::read(&mut fields)?)),
            "adapter" => Step::Adapter(Box::new(AdapterCall::read(&mut fields)?)),
            "set_level" => Step::SetLevel { target: target(&mut fields)?, level: fields.required("level")? },
            "set" => Step::Set {
                logger: fields.required_text("logger")?,
                propagate: fields.take("propagate").map(|value| value.is_truthy()),
                disabled: fields.take("disabled").map(|value| value.is_truthy()),
            },
            "add_level" => Step::AddLevel {
                number: fields.integer("number")?.context("add_level has no \"number\"")?,
                name: fields.required_text("name")?,
            },
            "add_filter" => Step::AddFilter { target: target(&mut fields)?, name: fields.required_text("name")? },
            "remove_filter" => Step::RemoveFilter { target: target(&mut fields)?, name: fields.required_text("name")? },
            "namer" => Step::Namer {
                handler: fields.required_text("handler")?,
                suffix: fields.text("suffix")?.unwrap_or_default(),
                folder: fields.text("folder")?,
            },
            "rotator" => {
                let kind = fields.required_text("kind")?;
                ensure!(matches!(kind.as_str(), "zlib" | "gzip"), "there is no rotator {kind:?}");
                Step::Rotator { handler: fields.required_text("handler")?, kind }
            }
            "touch" => Step::Touch {
                file: fields.required_text("file")?,
                text: fields.take("text").unwrap_or_else(|| "".into()),
            },
            "rename" => Step::Rename { from: fields.required_text("from")?, to: fields.required_text("to")? },
            other => bail!("there is no step {other:?}"),
        };
        fields.end()?;
        Ok(step)
    }
}

impl Call {
    fn read(fields: &mut Fields) -> anyhow::Result<Call> {
        let level = fields.required("level")?;
        ensure!(matches!(level, Value::Int(_) | Value::Str(_)), "a level is an integer or a name");
        let args = match fields.take("args") {
            None | Some(Value::None) => Vec::new(),
            Some(Value::List(items) | Value::Tuple(items)) => items.to_vec(),
            Some(mapping @ Value::Dict(_)) => vec![mapping],
            Some(other) => bail!("args are a list or a mapping, not a {}", other.type_name()),
        };
        Ok(Call {
            logger: fields.required_text("logger")?,
            level,
            msg: fields.required("msg")?,
            args,
            extra: extra(fields.take("extra"))?,
            caller: Caller::read(fields)?,
        })
    }
}

impl AdapterCall {
    fn read(fields: &mut Fields) -> anyhow::Result<AdapterCall> {
        let call_extra = extra(fields.take("call_extra"))?;
        let merge_extra = fields.take("merge_extra").is_some_and(|value| value.is_truthy());
        Ok(AdapterCall { call: Call::read(fields)?, merge_extra, call_extra })
    }
}

impl Caller {
    fn read(fields: &mut Fields) -> anyhow::Result<Caller> {
        let exc_text = match fields.take("exc") {
            None | Some(Value::None) => None,
            Some(exception) => {
                let mut exception = Fields::of("exc", &exception)?;
                let (kind, text) = (exception.text("type")?, exception.text("text")?);
                let traceback = exception.text("traceback")?;
                exception.end()?;
                let told = || format!("{}: {}", kind.unwrap_or_default(), text.unwrap_or_default());
                let traceback = traceback.map(|text| text.strip_suffix('\n').map(str::to_owned).unwrap_or(text));
                Some(traceback.unwrap_or_else(told))
            }
        };
        Ok(Caller {
            pathname: fields.take("pathname"),
            lineno: fields.take("lineno"),
            func: fields.take("func"),
            thread_name: fields.text("thread_name")?,
            process_name: fields.text("process_name")?,
            exc_text,
            stack: fields.text("stack")?,
        })
    }
}

fn target(fields: &mut Fields) -> anyhow::Result<Target> {
    match (fields.text("logger")?, fields.text("handler")?) {
        (Some(logger), None) => Ok(Target::Logger(logger)),
        (None, Some(handler)) => Ok(Target::Handler(handler)),
        _ => bail!("either a logger or a handler is meant"),
    }
}

/// An extra; empty if it is null or not given.
fn extra(value: Option<Value<'static>>) -> anyhow::Result<Vec<(String, Value<'static>)>> {
    let dict = match value {
        None | Some(Value::None) => return Ok(Vec::new()),
        Some(Value::Dict(dict)) => dict,
        Some(other) => bail!("an extra is a mapping, not a {}", other.type_name()),
    };
    let pair = |(key, value): (&Value<'static>, &Value<'static>)| match key {
        Value::Str(name) => Ok((name.clone().into_owned(), value.clone())),
        _ => bail!("the keys of an extra are texts"),
    };
    dict.iter().map(pair).collect()
}
