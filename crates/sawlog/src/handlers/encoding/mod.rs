//! From text to bytes: the encodings that a file may be written in, and what becomes of characters that one lacks.
//!
//! The last step of a record's way, between the formatter's text and the sink's `write`.

use std::fmt;
use std::str::FromStr;

mod charset;
mod decoder;
mod encoder;
mod names;

use charset::Charset;
pub(crate) use encoder::Encoder;

/// A character encoding, by any of its names in Python.
///
/// ```
/// use sawlog::Encoding;
/// let encoding: Encoding = "latin1".parse()?;
/// assert_eq!(encoding.name(), "iso8859-1");
/// assert_eq!("UTF8".parse(), Ok(Encoding::UTF_8));
/// assert!("utf-9".parse::<Encoding>().is_err());
/// # Ok::<(), sawlog::EncodingError>(())
/// ```
///
/// # Python
/// What `open(encoding=…)` takes and `codecs.lookup` finds. UTF-8, UTF-16, UTF-32, ASCII, Latin-1 and the one-byte
/// code pages agree with Python's codecs byte for byte (`koi8_u` and `cp1255` but for a letter or two); those of
/// Chinese, Japanese and Korean have the tables of the WHATWG standard, which know more characters and put some of them
/// elsewhere. What the standard lacks (`cp437`, `utf_7`, `tis_620`) is refused.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    name: &'static str,
    codec: Codec,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    Utf8 { signature: bool },
    Utf16(Order),
    Utf32(Order),
    Ascii,
    Latin1,
    Charset(&'static Charset),
}

/// The order of bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The machine's own, told by a mark at the start.
    Marked,
    Little,
    Big,
}

impl Encoding {
    /// UTF-8, the default.
    pub const UTF_8: Encoding = Encoding { name: "utf-8", codec: Codec::Utf8 { signature: false } };

    /// The name by which Python's codec calls itself.
    pub fn name(self) -> &'static str {
        self.name
    }
}

impl Default for Encoding {
    fn default() -> Encoding {
        Encoding::UTF_8
    }
}

impl FromStr for Encoding {
    type Err = EncodingError;

    fn from_str(name: &str) -> Result<Encoding, EncodingError> {
        names::find(name).ok_or_else(|| EncodingError::UnknownEncoding(name.to_owned()))
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoding({:?})", self.name)
    }
}

/// What becomes of a character that the encoding lacks.
///
/// # Python
/// The error handlers of `codecs`, found by the same names; `namereplace` and those that a program registers are
/// refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EncodeErrors {
    /// The record is not written; the handler's error policy is told.
    #[default]
    Strict,
    /// It is left out.
    Ignore,
    /// A question mark stands in its place.
    Replace,
    /// `\xe9`, `\u20ac`, `\U0001f600`.
    BackslashReplace,
    /// `&#8364;`.
    XmlCharRefReplace,
    /// The surrogates U+DC80 to U+DCFF become the bytes 0x80 to 0xFF, from which Python made them; all else is an
    /// error.
    SurrogateEscape,
    /// Surrogates are written like other characters, in UTF-8, UTF-16 and UTF-32; all else is an error.
    SurrogatePass,
}

impl EncodeErrors {
    /// The name in Python.
    pub fn name(self) -> &'static str {
        match self {
            EncodeErrors::Strict => "strict",
            EncodeErrors::Ignore => "ignore",
            EncodeErrors::Replace => "replace",
            EncodeErrors::BackslashReplace => "backslashreplace",
            EncodeErrors::XmlCharRefReplace => "xmlcharrefreplace",
            EncodeErrors::SurrogateEscape => "surrogateescape",
            EncodeErrors::SurrogatePass => "surrogatepass",
        }
    }
}

impl FromStr for EncodeErrors {
    type Err = EncodingError;

    // DIFFERENCE: Python asks for the handler when it first needs it; here an unknown one is refused at once.
    fn from_str(name: &str) -> Result<EncodeErrors, EncodingError> {
        let all = [
            EncodeErrors::Strict,
            EncodeErrors::Ignore,
            EncodeErrors::Replace,
            EncodeErrors::BackslashReplace,
            EncodeErrors::XmlCharRefReplace,
            EncodeErrors::SurrogateEscape,
            EncodeErrors::SurrogatePass,
        ];
        let found = all.into_iter().find(|errors| errors.name() == name);
        found.ok_or_else(|| EncodingError::UnknownErrorHandler(name.to_owned()))
    }
}

/// An encoding or an error handler that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodingError {
    /// No encoding has this name.
    #[error(
        "unknown encoding: {0:?} (utf-8, utf-8-sig, utf-16, utf-32, ascii, latin-1, cp1252 and the other code pages \
         of the web are known)"
    )]
    UnknownEncoding(String),
    /// No error handler has this name.
    #[error(
        "unknown error handler name {0:?} (strict, ignore, replace, backslashreplace, xmlcharrefreplace, \
         surrogateescape and surrogatepass are known)"
    )]
    UnknownErrorHandler(String),
}
