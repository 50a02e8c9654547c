//! Records as requests to a web server, one each, with the record as the fields of a form.

use std::process;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::config::Config;

mod builder;
mod form;
mod pause;
mod target;

pub use builder::{HTTPHandlerBuilder, HttpMethod, HttpMethodError};

use super::certificates::CertificateError;
use crate::error::EmitError;
use crate::handler::{Handler, HandlerBase};
use crate::record::LogRecord;
use form::Fields;
use pause::Pause;
use target::Target;

/// Sends each record to a web server, in the address (GET) or the body (POST) of a request.
///
/// The logging call waits for the answer, no longer than the time limit. A server that lets a request run out of time is
/// left alone for as long again, up to half a minute if it happens again and again; meanwhile records fail at once.
/// Connections are kept and used again.
///
/// ```no_run
/// use sawlog::{HTTPHandler, HttpMethod};
///
/// let web = HTTPHandler::builder("logs.example.org", "/log")
///     .method(HttpMethod::Post)
///     .secure(true)
///     .credentials("shop", "secret")
///     .build()?;
/// sawlog::root().add_handler(web);
/// # Ok::<(), sawlog::HTTPError>(())
/// ```
///
/// # Python
/// `logging.handlers.HTTPHandler`: the same request but for the case of the headers' names, on a connection that stays
/// open. An answer of 400 or above is a failure, the server has not taken the record; Python ignores it. No formatter is
/// used, as there. The exception is sent as its type's name, its own text and its traceback, not as the `repr` of
/// three objects.
pub struct HTTPHandler {
    target: Target,
    method: HttpMethod,
    authorization: Option<String>,
    timeout: Duration,
    map: Option<Box<MapRecord>>,
    config: Config,
    /// Connections, and the process that they belong to.
    agent: Mutex<Option<(u32, Agent)>>,
    pause: Pause,
}

/// What is sent of a record.
type MapRecord = dyn Fn(&LogRecord<'_>) -> Fields + Send + Sync;

/// Why a handler that makes requests cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HTTPError {
    /// A host that is none.
    #[error("cannot use the host {host:?}: {reason}")]
    Host {
        /// The host.
        host: String,
        /// What is wrong with it, or what would be right.
        reason: String,
    },
    /// A path that is none.
    #[error("cannot use the url {url:?}: {reason}")]
    Url {
        /// The path.
        url: String,
        /// What is wrong with it, or what would be right.
        reason: String,
    },
    /// No time at all.
    #[error("the time limit must be more than nothing")]
    NoTime,
    /// A file with certificates.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// Why a record was not taken.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("{address} has not answered within {timeout:?}")]
    TooSlow { address: String, timeout: Duration },
    #[error("{address} has not answered before and is not asked again for {left:?}")]
    Paused { address: String, left: Duration },
    #[error("{address} answered {status}, it has not taken the record")]
    Status { address: String, status: u16 },
    #[error("the record is too long for an address; it needs the method POST")]
    TooLong,
    #[error("cannot send to {address}: {source}")]
    Request { address: String, source: ureq::Error },
}

impl HTTPHandler {
    /// Starts one that sends to this host (`host` or `host:port`) and path, with all options at their defaults; see
    /// [`HTTPHandlerBuilder`].
    pub fn builder(host: impl Into<String>, url: impl Into<String>) -> HTTPHandlerBuilder {
        HTTPHandlerBuilder::new(host.into(), url.into())
    }

    fn send(&self, fields: &str) -> Result<(), SendError> {
        let address = || self.target.address().to_owned();
        // DIFFERENCE: Python waits without end, with each record again.
        if let Some(left) = self.pause.left(Instant::now()) {
            return Err(SendError::Paused { address: address(), left });
        }
        match self.request(fields)? {
            Ok(status) => {
                self.pause.end();
                // DIFFERENCE: Python does not look at the answer; whoever misspelt the path would never know.
                if status < 400 { Ok(()) } else { Err(SendError::Status { address: address(), status }) }
            }
            Err(error) if is_timeout(&error) => {
                self.pause.begin(self.timeout, Instant::now());
                Err(SendError::TooSlow { address: address(), timeout: self.timeout })
            }
            Err(source) => Err(SendError::Request { address: address(), source }),
        }
    }

    /// Makes one request; the status that was answered.
    fn request(&self, fields: &str) -> Result<Result<u16, ureq::Error>, SendError> {
        let agent = self.agent();
        let authorization = self.authorization.as_deref().map(|value| ("Authorization", value));
        let response = match self.method {
            HttpMethod::Get => {
                // DIFFERENCE: Python sends addresses of any length, and servers refuse long ones.
                let address = self.target.with(fields).ok_or(SendError::TooLong)?;
                let request = agent.get(address);
                authorization.into_iter().fold(request, |request, (name, value)| request.header(name, value)).call()
            }
            HttpMethod::Post => {
                let request = agent.post(self.target.address()).header("Content-type", FORM);
                let request =
                    authorization.into_iter().fold(request, |request, (name, value)| request.header(name, value));
                request.send(fields)
            }
        };
        Ok(response.map(|mut response| {
            // A connection can be used again when the answer has been read; a long one is not worth it.
            let body = response.body_mut();
            if body.content_length().is_some_and(|length| length <= LONGEST_READ) {
                let _ = body.with_config().limit(LONGEST_READ).read_to_vec();
            }
            response.status().as_u16()
        }))
    }

    /// The connections of this process; a forked child does not write into its parent's.
    fn agent(&self) -> Agent {
        let mut kept = self.lock();
        match &*kept {
            Some((of, agent)) if *of == process::id() => agent.clone(),
            _ => {
                let agent = Agent::new_with_config(self.config.clone());
                *kept = Some((process::id(), agent.clone()));
                agent
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<(u32, Agent)>> {
        self.agent.lock().unwrap_or_else(|e| e.into_inner())
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
/// Bytes of an answer that are read, and thrown away.
const LONGEST_READ: u64 = 64 * 1024;

fn is_timeout(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Timeout(_) => true,
        ureq::Error::Io(error) => error.kind() == std::io::ErrorKind::TimedOut,
        _ => false,
    }
}

impl Handler for HTTPHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        let mut fields = String::new();
        match &self.map {
            Some(map) => form::write_fields(&map(record), &mut fields)?,
            None => form::write_record(record, &mut fields)?,
        }
        base.writing(|| self.send(&fields).map_err(|error| EmitError::Other(error.into())))
    }

    fn close(&self) -> Result<(), EmitError> {
        // Closes the connections that are not in use; another record opens one again.
        drop(self.lock().take());
        Ok(())
    }
}
