//! Names of files as Python reads them: from text with lone surrogates, and made absolute.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::value::surrogate;

/// The path that a text stands for.
///
/// # Errors
/// It holds a lone surrogate that stands for no byte.
///
/// # Python
/// `os.fsencode`: the surrogates U+DC80 to U+DCFF are the bytes that they escape.
pub(crate) fn from_text(text: &str) -> io::Result<PathBuf> {
    if !surrogate::has_surrogates(text) {
        return Ok(PathBuf::from(text));
    }
    escaped(text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a lone surrogate in the name of a file"))
}

#[cfg(unix)]
fn escaped(text: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match surrogate::surrogate_of(c) {
            Some(lone @ 0xDC80..=0xDCFF) => bytes.push((lone - 0xDC00) as u8),
            Some(_) => return None,
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Some(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn escaped(_: &str) -> Option<PathBuf> {
    None
}

/// The absolute path, without `.`, `..` and separators at the end.
///
/// # Errors
/// The path is empty, or there is no current folder to find it from.
///
/// # Python
/// `os.path.abspath`: `..` takes away the part before it, whether that is there or not.
pub(crate) fn absolute(path: &Path) -> io::Result<PathBuf> {
    let mut whole = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = whole.pop(),
            other => whole.push(other),
        }
    }
    Ok(whole)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStrExt;

    #[test]
    fn dots_go_by_the_text_alone() {
        for (path, expected) in
            [("/a/./b/", "/a/b"), ("/none/../x.log", "/x.log"), ("/../../x", "/x"), ("/a/b/../../c//d", "/c/d")]
        {
            assert_eq!(absolute(Path::new(path)).unwrap(), Path::new(expected));
        }
        assert!(absolute(Path::new("x/..")).unwrap().is_dir());
    }

    #[test]
    fn escaped_bytes_are_bytes_again() {
        let lone = |code_point| surrogate::char_for(code_point).unwrap();
        let name = from_text(&format!("é{}", lone(0xDCFF))).unwrap();
        assert_eq!(name.as_os_str().as_bytes(), b"\xc3\xa9\xff");
        assert!(from_text(&lone(0xD800).to_string()).is_err());
        assert_eq!(from_text("x.log").unwrap(), Path::new("x.log"));
    }
}
