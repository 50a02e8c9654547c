//! Backups that are compressed as they are made.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::str::FromStr;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::{Rotator, with_suffix};

/// A rotator that compresses the file into its backup while the handler waits.
///
/// The names of backups do not change by it: a [`NameTemplate`](super::NameTemplate) such as `{}.gz` does that. A file that is not there is
/// no error. The backup appears under its name when it is complete.
///
/// ```
/// use sawlog::{NameTemplate, Packing, RotatingFileHandler};
/// let folder = std::env::temp_dir();
/// let handler = RotatingFileHandler::builder(folder.join("packed.log"))
///     .max_bytes(1 << 20)
///     .backup_count(5)
///     .rotator(Packing::Gzip)
///     .namer("{}.gz".parse::<NameTemplate>()?)
///     .delay(true)
///     .build()?;
/// # let _ = handler;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Python
/// `Zlib` is the rotator that the Logging Cookbook writes by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Packing {
    /// A real `.gz` file, which `gunzip` and `zcat` read.
    Gzip,
    /// What `zstd` reads, with a checksum.
    #[cfg(feature = "zstd")]
    Zstd,
    /// Data as Python's `zlib.compress` makes it, which `zlib.decompress` reads.
    Zlib,
}

impl Rotator for Packing {
    fn rotate(&self, source: &Path, dest: &Path) -> io::Result<()> {
        let live = match File::open(source) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            live => live?,
        };
        let unfinished = with_suffix(dest, "part");
        let packed = self.pack_file(&live, &unfinished).and_then(|()| fs::rename(&unfinished, dest));
        if packed.is_err() {
            // Whatever it was that failed is told; what is left behind is written over the next time.
            let _ = fs::remove_file(&unfinished);
        }
        packed?;
        fs::remove_file(source)
    }
}

impl Packing {
    /// What ends the name of a backup that is compressed [later](crate::RotatingFileHandlerBuilder::compress) and has no
    /// namer.
    pub const fn extension(self) -> &'static str {
        match self {
            Packing::Gzip => ".gz",
            #[cfg(feature = "zstd")]
            Packing::Zstd => ".zst",
            Packing::Zlib => ".zz",
        }
    }

    /// Compresses what is read into what is written.
    ///
    /// # Errors
    /// Those of either.
    pub fn pack(self, from: impl Read, to: impl Write) -> io::Result<()> {
        let mut from = BufReader::with_capacity(CHUNK, from);
        match self {
            Packing::Gzip => {
                let mut encoder = GzEncoder::new(to, Compression::default());
                io::copy(&mut from, &mut encoder)?;
                encoder.finish()?.flush()
            }
            #[cfg(feature = "zstd")]
            Packing::Zstd => {
                let mut encoder = zstd::stream::write::Encoder::new(to, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                io::copy(&mut from, &mut encoder)?;
                encoder.finish()?.flush()
            }
            Packing::Zlib => {
                let mut encoder = ZlibEncoder::new(to, Compression::default());
                io::copy(&mut from, &mut encoder)?;
                encoder.finish()?.flush()
            }
        }
    }

    /// Compresses a file into one of that name, which may be read by those who may read the file.
    fn pack_file(self, live: &File, path: &Path) -> io::Result<()> {
        let packed = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
        packed.set_permissions(live.metadata()?.permissions())?;
        self.pack(live, &packed)
    }
}

/// How many bytes are read at once.
const CHUNK: usize = 64 * 1024;
#[cfg(feature = "zstd")]
const ZSTD_LEVEL: i32 = 3;

impl FromStr for Packing {
    type Err = PackingError;

    fn from_str(name: &str) -> Result<Packing, PackingError> {
        match name {
            "gzip" => Ok(Packing::Gzip),
            #[cfg(feature = "zstd")]
            "zstd" => Ok(Packing::Zstd),
            "zlib" => Ok(Packing::Zlib),
            #[cfg(not(feature = "zstd"))]
            "zstd" => Err(PackingError::Missing),
            _ => Err(PackingError::Unknown(name.to_owned())),
        }
    }
}

/// A name that no way to compress has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackingError {
    /// No way to compress is called that.
    #[error("there is no rotator {0:?}: it is one of gzip, zstd and zlib")]
    Unknown(String),
    /// This build lacks it.
    #[error("this build has no zstd: its feature `zstd` is not enabled")]
    Missing,
}
