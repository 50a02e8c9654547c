//! What constructors of handlers that send over TCP say of encryption.

#[cfg(feature = "nats")]
use std::path::Path;
use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter};

/// What `tls`, `caFile`, `serverName`, `certFile` and `keyFile` say.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "tls"), expect(dead_code, reason = "without the feature, the keys are only read"))]
pub(in crate::config::factories) struct TlsKeys {
    /// The authorities that are trusted, in place of the system's.
    ca_file: Option<PathBuf>,
    server_name: Option<String>,
    /// What the handler presents, and its key.
    certificate: Option<(PathBuf, PathBuf)>,
}
/// What [`tls`] takes.
pub(super) const TLS: &[Parameter] = &[
    Parameter::ours("tls", Kind::Truth, "Whether the connection is encrypted."),
    Parameter::ours("caFile", Kind::Text, "The authorities that are trusted, in place of the system's."),
    Parameter::ours("serverName", Kind::Text, "The name that the other end's certificate must have."),
    Parameter::ours("certFile", Kind::Text, "The certificate that the handler presents."),
    Parameter::ours("keyFile", Kind::Text, "The key of that certificate."),
];

/// The keys of an encrypted connection; `None` if it is not to be encrypted.
pub(super) fn tls(args: &mut Arguments<'_>) -> Result<Option<TlsKeys>, ConfigError> {
    let server_name = args.text("serverName")?;
    tls_by_name(args, server_name)
}

/// The same, where the other end's certificate must have the name by which it is addressed.
#[cfg(feature = "nats")]
pub(in crate::config::factories) fn tls_by_host(args: &mut Arguments<'_>) -> Result<Option<TlsKeys>, ConfigError> {
    tls_by_name(args, None)
}

fn tls_by_name(args: &mut Arguments<'_>, server_name: Option<String>) -> Result<Option<TlsKeys>, ConfigError> {
    let wanted = args.truth("tls")?.unwrap_or(false);
    let ca_file = args.text("caFile")?.map(PathBuf::from);
    let certificate = match (args.text("certFile")?, args.text("keyFile")?) {
        (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
        (None, None) => None,
        (Some(_), None) => return Err(args.error("certFile", "a certificate needs its key: set keyFile")),
        (None, Some(_)) => return Err(args.error("keyFile", "a key needs its certificate: set certFile")),
    };
    if !wanted {
        let unused =
            [("caFile", ca_file.is_some()), ("serverName", server_name.is_some()), ("certFile", certificate.is_some())];
        return match unused.iter().find(|(_, given)| *given) {
            Some((name, _)) => Err(args.error(name, "has a meaning only with tls: true")),
            None => Ok(None),
        };
    }
    if cfg!(not(feature = "tls")) {
        return Err(args.error("tls", "this program was built without TLS: build it with the feature `tls` of sawlog"));
    }
    Ok(Some(TlsKeys { ca_file, server_name, certificate }))
}

#[cfg(feature = "tls")]
impl TlsKeys {
    /// The files that are read.
    #[cfg(feature = "nats")]
    pub(in crate::config::factories) fn files(&self) -> impl Iterator<Item = &Path> {
        let certificate = self.certificate.iter().flat_map(|(certificate, key)| [certificate, key]);
        self.ca_file.iter().chain(certificate).map(PathBuf::as_path)
    }

    /// Reads the files.
    pub(in crate::config::factories) fn load(&self) -> std::io::Result<crate::net::Tls> {
        use crate::net::Tls;
        let mut tls = match &self.ca_file {
            Some(file) => Tls::trusting(file)?,
            None => Tls::system()?,
        };
        if let Some((certificate, key)) = &self.certificate {
            tls = tls.certificate(certificate, key)?;
        }
        match &self.server_name {
            Some(name) => tls.server_name(name),
            None => Ok(tls),
        }
    }
}
