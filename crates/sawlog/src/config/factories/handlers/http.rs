//! `logging.handlers.HTTPHandler`.

use std::path::PathBuf;
use std::time::Duration;

use super::network::{CREDENTIALS, pair, seconds};
use super::property::{fixed, property, text, truth};
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::node::Node;
use crate::handler::IntoHandler;
use crate::handlers::{HTTPError, HTTPHandler, HTTPHandlerBuilder, HttpMethod, HttpMethodError};
use crate::value::Value;
/// What [`http`] takes.
pub(in crate::config::factories) const HTTP: Signature = &[&[
    Parameter::required("host", Kind::Text, "The web server: a host, or host:port."),
    Parameter::required("url", Kind::Text, "The path that records are sent to."),
    Parameter::optional("method", Kind::OneOf(&["GET", "POST"]), "How they are sent."),
    Parameter::optional("secure", Kind::Truth, "Whether by HTTPS."),
    CREDENTIALS,
    Parameter::optional("context", Kind::Nothing, "An object of Python's, which cannot be had here."),
    Parameter::ours("timeout", Kind::Seconds, "How many seconds a call may wait for the server."),
    Parameter::ours("caFile", Kind::Text, "The authorities that are trusted, in place of the system's."),
    Parameter::ours("verify", Kind::Truth, "Whether the server's certificate is checked."),
]];

/// `logging.handlers.HTTPHandler(host, url, method='GET', secure=False, credentials=None, context=None)`; by our own
/// name also `timeout`, `caFile` and `verify`.
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
    set_properties(args, &mut options)?;
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

/// What the block under `.` sets, which each record goes by.
fn set_properties(args: &Arguments<'_>, options: &mut Options) -> Result<(), ConfigError> {
    let pair = |node: &Node| match node.as_items()? {
        [user, password] => Some((user.as_str()?.to_owned(), password.as_str()?.to_owned())),
        _ => None,
    };
    fixed(args, &["context"])?;
    set(&mut options.host, text(args, "host")?);
    set(&mut options.url, text(args, "url")?);
    // The constructor makes capital letters of it, the attribute is taken as it is.
    let method = |node: &Node| node.as_str().filter(|name| matches!(*name, "GET" | "POST"))?.parse().ok();
    set(&mut options.method, property(args, "method", "GET or POST", method)?);
    set(&mut options.secure, truth(args, "secure"));
    let credentials = |node: &Node| if node.is_truthy() { pair(node).map(Some) } else { Some(None) };
    set(&mut options.credentials, property(args, "credentials", "a list of user and password", credentials)?);
    Ok(())
}

fn set<T>(option: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *option = given;
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
