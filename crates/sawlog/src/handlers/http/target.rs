//! Where requests go: the address in one text, as Python puts it together.

use ureq::http::Uri;

use super::HTTPError;

/// The address of all requests, without a record in it.
#[derive(Debug)]
pub(super) struct Target {
    /// `https://host:port/path?query`
    address: String,
    /// What stands between the address and a record.
    separator: char,
}

impl Target {
    /// Of a host with or without a port, and a path.
    pub(super) fn new(host: &str, url: &str, secure: bool) -> Result<Target, HTTPError> {
        let (scheme, default) = if secure { ("https", 443_u16) } else { ("http", 80) };
        let no_host = |reason: &str| HTTPError::Host { host: host.to_owned(), reason: reason.to_owned() };
        let (name, port) = match host.rfind(':') {
            // A colon within the brackets of an address is none before a port.
            Some(colon) if host.rfind(']').is_none_or(|bracket| bracket < colon) => match &host[colon + 1..] {
                "" => (&host[..colon], default),
                port => (&host[..colon], port.parse().map_err(|_| no_host("the port is no number up to 65535"))?),
            },
            _ => (host, default),
        };
        if name.is_empty() || !name.is_ascii() || name.contains(['/', '@', '?', '#', ' ', '\\']) {
            return Err(no_host("a name in ASCII, or an address, without a scheme or a path"));
        }
        // As in Python, who listens on the usual port is not told it.
        let port = if port == default { String::new() } else { format!(":{port}") };
        let no_path = |reason: String| HTTPError::Url { url: url.to_owned(), reason };
        if url.contains("://") || url.contains('#') {
            return Err(no_path("a path on the host, with or without a query".to_owned()));
        }
        // DIFFERENCE: Python sends a path without its slash as it stands, which servers refuse.
        let slash = if url.starts_with('/') { "" } else { "/" };
        let address = format!("{scheme}://{name}{port}{slash}{url}");
        // The encoder would take more than Python sends.
        if !url.is_ascii() || url.contains(|c: char| c.is_ascii_control() || c == ' ') {
            return Err(no_path("it has to be percent-encoded: ASCII without spaces".to_owned()));
        }
        address.parse::<Uri>().map_err(|error| no_path(error.to_string()))?;
        Ok(Target { separator: if url.contains('?') { '&' } else { '?' }, address })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The address with a record in it; `None` if it is longer than an address may be.
    pub(super) fn with(&self, record: &str) -> Option<Uri> {
        format!("{}{}{record}", self.address, self.separator).try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_port_and_path_become_an_address() {
        for (host, url, secure, address) in [
            ("h", "/log", false, "http://h/log"),
            ("h:80", "/log", false, "http://h/log"),
            ("h:", "/log?a=b", false, "http://h/log?a=b"),
            ("h:443", "/log", true, "https://h/log"),
            ("h:80", "log", true, "https://h:80/log"),
            ("[::1]", "", false, "http://[::1]/"),
            ("[::1]:9022", "/", false, "http://[::1]:9022/"),
        ] {
            assert_eq!(Target::new(host, url, secure).unwrap().address(), address);
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for (host, url) in [
            ("", "/"),
            ("h:http", "/"),
            ("h:65536", "/"),
            ("http://h", "/"),
            ("hö", "/"),
            ("h", "/ö"),
            ("h", "/a b"),
            ("h", "/a\r\nX: y"),
            ("h", "http://other/log"),
            ("h", "/log#part"),
        ] {
            assert!(Target::new(host, url, false).is_err(), "{host} {url}");
        }
    }
}
