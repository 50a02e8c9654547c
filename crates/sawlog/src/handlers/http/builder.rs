//! The options of a handler that makes requests.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::config::Config;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::form::Fields;
use super::pause::Pause;
use super::target::Target;
use super::{HTTPError, HTTPHandler, MapRecord};
use crate::handler::HandlerRef;
use crate::handlers::certificates;
use crate::level::Level;
use crate::record::LogRecord;

/// How a record is sent.
///
/// ```
/// use sawlog::HttpMethod;
/// assert_eq!("post".parse(), Ok(HttpMethod::Post));
/// assert!("PUT".parse::<HttpMethod>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpMethod {
    /// In the request's address.
    #[default]
    Get,
    /// In the request's body.
    Post,
}

/// A method that is none for records.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("method must be GET or POST, not {0:?}")]
pub struct HttpMethodError(String);

impl FromStr for HttpMethod {
    type Err = HttpMethodError;

    /// Reads `GET` or `POST`, in letters of any size.
    fn from_str(name: &str) -> Result<HttpMethod, HttpMethodError> {
        match name.to_uppercase().as_str() {
            "GET" => Ok(HttpMethod::Get),
            "POST" => Ok(HttpMethod::Post),
            _ => Err(HttpMethodError(name.to_owned())),
        }
    }
}

/// The options of an [`HTTPHandler`].
///
/// | option | default |
/// |---|---|
/// | `method` | GET |
/// | `secure` | no |
/// | `credentials` | none |
/// | `ca_file` | the certificates that the system trusts |
/// | `verify` | yes |
/// | `timeout` | 5 seconds for the whole request, from the host's name to the answer |
/// | `map_log_record` | all of the record's attributes |
/// | `level` | `NOTSET` |
#[must_use]
pub struct HTTPHandlerBuilder {
    host: String,
    url: String,
    method: HttpMethod,
    secure: bool,
    credentials: Option<(String, String)>,
    ca_file: Option<PathBuf>,
    verify: bool,
    timeout: Duration,
    map: Option<Box<MapRecord>>,
    level: Level,
}

impl HTTPHandlerBuilder {
    pub(super) fn new(host: String, url: String) -> HTTPHandlerBuilder {
        HTTPHandlerBuilder {
            host,
            url,
            method: HttpMethod::Get,
            secure: false,
            credentials: None,
            ca_file: None,
            verify: true,
            timeout: Duration::from_secs(5),
            map: None,
            level: Level::NOTSET,
        }
    }

    /// Sends records this way.
    pub fn method(mut self, method: HttpMethod) -> Self {
        self.method = method;
        self
    }

    /// Sends by HTTPS.
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = secure;
        self
    }

    /// Tells the server this user and password, by basic authentication. Without HTTPS they can be read on the way.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some((user.into(), password.into()));
        self
    }

    /// Trusts the certificates in this PEM file, and no others.
    ///
    /// # Python
    /// A `context` that was made by `ssl.create_default_context(cafile=…)`.
    pub fn ca_file(mut self, path: impl AsRef<Path>) -> Self {
        self.ca_file = Some(path.as_ref().to_owned());
        self
    }

    /// Whether the server's certificate must be good. Without this anybody on the way can read records and password.
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// Lets a request take no longer than this, and a logging call with it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends what this function makes of a record.
    ///
    /// ```
    /// use sawlog::{HTTPHandler, Value};
    /// let handler = HTTPHandler::builder("localhost:9022", "/log").map_log_record(|record| {
    ///     let text = record.message().unwrap_or_default().to_owned();
    ///     vec![("level".to_owned(), Value::from(record.level().number())), ("text".to_owned(), Value::from(text))]
    /// });
    /// # let _ = handler.build()?;
    /// # Ok::<(), sawlog::HTTPError>(())
    /// ```
    ///
    /// # Python
    /// `mapLogRecord`, overridden.
    pub fn map_log_record(mut self, map: impl Fn(&LogRecord<'_>) -> Fields + Send + Sync + 'static) -> Self {
        self.map = Some(Box::new(map));
        self
    }

    /// Takes no records below this level.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The handler. Nothing is connected to yet.
    ///
    /// # Errors
    /// A host, path or time limit that cannot be used, or a file that holds no certificates.
    pub fn build(self) -> Result<HandlerRef<HTTPHandler>, HTTPError> {
        let level = self.level;
        let handler = HandlerRef::new(self.assemble()?);
        handler.prepare(level, None);
        Ok(handler)
    }

    /// The handler, without its base: nothing can be seen of it yet.
    pub(crate) fn assemble(self) -> Result<HTTPHandler, HTTPError> {
        if self.timeout.is_zero() {
            return Err(HTTPError::NoTime);
        }
        let target = Target::new(&self.host, &self.url, self.secure)?;
        let config = Config::builder()
            .http_status_as_error(false)
            // Python neither follows nor asks a proxy.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent("")
            .accept("")
            .accept_encoding("identity")
            .timeout_global(Some(self.timeout))
            // Servers close what is idle; a record sent at that very moment would be lost.
            .max_idle_age(Duration::from_secs(2));
        let config = if self.secure { config.tls_config(self.tls()?) } else { config };
        let authorization = self.credentials.map(|(user, password)| {
            let credentials = STANDARD.encode(format!("{user}:{password}"));
            format!("Basic {credentials}")
        });
        Ok(HTTPHandler {
            target,
            method: self.method,
            authorization,
            timeout: self.timeout,
            map: self.map,
            config: config.build(),
            agent: Mutex::new(None),
            pause: Pause::default(),
        })
    }

    fn tls(&self) -> Result<TlsConfig, HTTPError> {
        let trusted = match &self.ca_file {
            Some(path) => certificates::certificates(path)?,
            None => rustls_native_certs::load_native_certs().certs,
        };
        let trusted: Vec<_> = trusted.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        Ok(TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(RootCerts::new_with_certs(&trusted))
            .disable_verification(!self.verify)
            .build())
    }
}
