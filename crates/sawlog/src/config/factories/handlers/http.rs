//! `logging.handlers.HTTPHandler`.

use std::path::PathBuf;
use std::time::Duration;

use super::network::{pair, seconds};
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::handler::IntoHandler;
use crate::handlers::{HTTPError, HTTPHandler, HTTPHandlerBuilder, HttpMethod, HttpMethodError};
use crate::value::Value;

/// `logging.handlers.HTTPHandler(host, url, method='GET', secure=False, credentials=None, context=None)`; by our own name
/// also `timeout`, `caFile` and `verify`.
pub(in crate::config::factories) fn http(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    // Python refuses a method that is null.
    let named = args.plain("method")?.is_some();
    let method = match args.text("method")? {
        None if named => return Err(args.error("method", "GET or POST, not null")),
        Some(name) => name.parse().map_err(|error: HttpMethodError| args.error("method", error.to_string()))?,
        None => HttpMethod::Get,
    };
    let mut options = Options {
        host: args.require_text("host")?,
        url: args.require_text("url")?,
        method,
        secure: args.truth("secure")?.unwrap_or(false),
        credentials: credentials(args)?,
        ..Options::default()
    };
    no_context(args)?;
    if args.class().starts_with("sawlog.") {
        options.timeout = seconds(args, "timeout")?;
        options.ca_file = args.text("caFile")?.map(PathBuf::from);
        options.verify = args.truth("verify")?;
        if !options.secure && (options.ca_file.is_some() || options.verify.is_some()) {
            let given = if options.ca_file.is_some() { "caFile" } else { "verify" };
            return Err(args.error(given, format!("{given} only makes sense with secure: true")));
        }
    }
    // All that can be wrong is found before anything is made.
    if args.is_trusted() {
        options.builder().assemble().map_err(|error| placed(args, &error))?;
    }
    let reach = Reach::Peer(options.host.clone());
    Ok(Prepared::new(reach, move |_| Ok(options.builder().build().map_err(std::io::Error::other)?.into_handler())))
}

/// User and password, unless there is nothing to be seen of them.
fn credentials(args: &mut Arguments<'_>) -> Result<Option<(String, String)>, ConfigError> {
    match args.plain("credentials")? {
        Some(place) if place.node.is_truthy() => pair(args, "credentials", "a list of user and password"),
        _ => Ok(None),
    }
}

#[derive(Default)]
struct Options {
    host: String,
    url: String,
    method: HttpMethod,
    secure: bool,
    credentials: Option<(String, String)>,
    timeout: Option<Duration>,
    ca_file: Option<PathBuf>,
    verify: Option<bool>,
}

impl Options {
    fn builder(&self) -> HTTPHandlerBuilder {
        let mut builder = HTTPHandler::builder(&*self.host, &*self.url).method(self.method).secure(self.secure);
        if let Some((user, password)) = &self.credentials {
            builder = builder.credentials(&**user, &**password);
        }
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(path) = &self.ca_file {
            builder = builder.ca_file(path);
        }
        if let Some(verify) = self.verify {
            builder = builder.verify(verify);
        }
        builder
    }
}

/// An object of Python's cannot be had here.
fn no_context(args: &mut Arguments<'_>) -> Result<(), ConfigError> {
    let given = args.names().iter().any(|name| name == "context");
    if !given
        || args.plain("context").ok().flatten().is_some_and(|place| matches!(place.node.as_scalar(), Some(Value::None)))
    {
        return Ok(());
    }
    let error = args.error("context", "an SSL context is an object of Python's and cannot be had here");
    Err(error.with_hint("sawlog.HTTPHandler takes caFile and verify instead"))
}

/// The error at the argument that it is about.
fn placed(args: &Arguments<'_>, error: &HTTPError) -> ConfigError {
    let name = match error {
        HTTPError::Host { .. } => "host",
        HTTPError::Url { .. } => "url",
        HTTPError::NoTime => "timeout",
        HTTPError::Certificate(_) => "caFile",
    };
    args.error(name, error.to_string())
}
