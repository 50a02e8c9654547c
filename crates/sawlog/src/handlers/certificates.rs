//! Certificates and keys out of PEM files, for handlers that talk TLS.

use std::io;
use std::path::{Path, PathBuf};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Why a file with certificates or a key cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds no certificate, or a broken one.
    #[error("{path} holds no certificate in PEM form", path = path.display())]
    None {
        /// The file.
        path: PathBuf,
    },
}

/// The bytes of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    crate::net::pem_file::read(path).map_err(|source| CertificateError::Read { path: path.to_owned(), source })
}

/// The certificates of a PEM file, in order; at least one.
pub(super) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let pem = read(path)?;
    match CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>() {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(CertificateError::None { path: path.to_owned() }),
    }
}
