//! `basicConfig`'s keyword arguments, given to sawlog's builder.

use sawlog::value::Dict;
use sawlog::{BasicConfig, Level, Manager, Stream, Value};

use super::Stop;

/// Configures the root logger.
pub(super) fn configure(manager: &Manager, arguments: &Dict) -> Result<(), Stop> {
    let force = arguments.get_str("force").is_some_and(Value::is_truthy);
    let mut config = BasicConfig::new(manager).force(force);
    // Python looks at the other arguments only if there is something to configure.
    if force || manager.root().handlers().is_empty() {
        for (key, value) in arguments.iter() {
            config = with(config, key.as_str().unwrap_or_default(), value)?;
        }
        // Both may be null and yet exclude each other.
        if arguments.get_str("stream").is_some() && arguments.get_str("filename").is_some() {
            return Err(Stop::Refused("stream and filename exclude each other".to_owned()));
        }
    }
    let guard = config.init().map_err(Stop::refused)?;
    // A guard that is dropped flushes, which Python does not do here; the scenario ends with a shutdown.
    std::mem::forget(guard);
    Ok(())
}

fn with<'m>(config: BasicConfig<'m>, key: &str, value: &Value<'_>) -> Result<BasicConfig<'m>, Stop> {
    let text = || value.as_str().ok_or_else(|| Stop::Refused(format!("{key} is a text, not a {}", value.type_name())));
    Ok(match (key, value) {
        ("force", _) => config,
        ("errors", Value::None) => config.errors(sawlog::EncodeErrors::Strict),
        ("filename" | "encoding" | "stream" | "datefmt" | "level" | "handlers", Value::None) => config,
        ("format", Value::None) => config.format(""),
        ("handlers", Value::List(items)) if items.is_empty() => config.handlers(Vec::<sawlog::HandlerRef>::new()),
        ("level", Value::Int(number)) => config.level(*number),
        ("level", Value::Bool(flag)) => config.level(Level::new((*flag).into())),
        ("level", _) => config.level(text()?),
        ("filename", _) => config.filename(text()?),
        ("filemode", _) => config.filemode(text()?.parse().map_err(Stop::refused)?),
        ("encoding", _) => config.encoding(text()?.parse().map_err(Stop::refused)?),
        ("errors", _) => config.errors(text()?.parse().map_err(Stop::refused)?),
        ("format", _) => config.format(text()?),
        ("datefmt", _) => config.datefmt(text()?),
        ("style", _) => config.style(text()?.parse().map_err(Stop::refused)?),
        ("stream", _) => config.stream(match text()?.trim_start_matches("ext://sys.") {
            "stdout" => Stream::Stdout,
            "stderr" => Stream::Stderr,
            other => return Err(Stop::Refused(format!("there is no stream {other:?}"))),
        }),
        _ => return Err(Stop::Refused(format!("basicConfig has no argument {key:?}"))),
    })
}
