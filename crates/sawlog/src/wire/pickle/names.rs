//! The names of types: from the modules of Python 2, which protocols 0 to 2 use, to those of Python 3.

use std::borrow::Cow;

use super::item::{Global, Item, Node};
use crate::wire::attributes::MAX_NAME;

/// Module and name as Python 3 has them.
pub(super) fn python3<'g>(global: &'g Global<'_>) -> (&'g str, &'g str) {
    let (module, name) = (&*global.module, &*global.name);
    let module = match module {
        "__builtin__" | "exceptions" => "builtins",
        "copy_reg" => "copyreg",
        "Queue" => "queue",
        "SocketServer" => "socketserver",
        "ConfigParser" => "configparser",
        "UserDict" | "UserList" | "UserString" => "collections",
        "repr" => "reprlib",
        "httplib" | "BaseHTTPServer" | "SimpleHTTPServer" | "CGIHTTPServer" | "Cookie" | "cookielib" => {
            return (python3_http(module), name);
        }
        "urllib2" | "urlparse" | "robotparser" => return (python3_urllib(module), name),
        "xmlrpclib" => "xmlrpc.client",
        "_winreg" => "winreg",
        "thread" => "_thread",
        "cPickle" => "pickle",
        "StringIO" | "cStringIO" => "io",
        // The public module of a class that its pickles do not name.
        "pathlib._local" => "pathlib",
        "posix" | "nt" => "os",
        other => other,
    };
    let name = match (module, name) {
        ("builtins", "unicode") => "str",
        ("builtins", "long") => "int",
        ("builtins", "xrange") => "range",
        ("builtins", "unichr") => "chr",
        ("builtins", "StandardError") => "Exception",
        (_, name) => name,
    };
    (module, name)
}

fn python3_http(module: &str) -> &'static str {
    match module {
        "httplib" => "http.client",
        "Cookie" => "http.cookies",
        "cookielib" => "http.cookiejar",
        _ => "http.server",
    }
}

fn python3_urllib(module: &str) -> &'static str {
    match module {
        "urllib2" => "urllib.request",
        "urlparse" => "urllib.parse",
        _ => "urllib.robotparser",
    }
}

/// `module.name`, or the name alone for what is built in; of the two built-in values that pickle as names, the type.
pub(super) fn dotted(global: &Global<'_>) -> String {
    match python3(global) {
        ("builtins", "Ellipsis") => "ellipsis".to_owned(),
        ("builtins", "NotImplemented") => "NotImplementedType".to_owned(),
        ("builtins", name) => name.to_owned(),
        (module, name) => format!("{module}.{name}"),
    }
}

/// The name of what a callable makes, as far as it shows: a class, a function, or a method of either.
pub(super) fn of_callable(callable: Item<'_>, nodes: &[Node<'_>]) -> Cow<'static, str> {
    match node(callable, nodes) {
        Some(Node::Global(global)) => Cow::Owned(dotted(global)),
        Some(Node::Object(object)) => match method(object.callable, object.args, nodes) {
            Some((owner, name)) => Cow::Owned(format!("{}.{name}", dotted(owner))),
            None => Cow::Borrowed("object"),
        },
        _ => Cow::Borrowed("object"),
    }
}

/// `getattr(Owner, "name")`, as pickles of methods have it.
pub(super) fn method<'n>(
    callable: Item<'_>,
    args: Item<'_>,
    nodes: &'n [Node<'_>],
) -> Option<(&'n Global<'n>, &'n str)> {
    let Node::Global(function) = node(callable, nodes)? else { return None };
    let Node::Tuple(args) = node(args, nodes)? else { return None };
    match (python3(function), args.as_slice()) {
        (("builtins", "getattr"), [owner, Item::Str(name)]) if name.len() <= MAX_NAME => match node(*owner, nodes)? {
            Node::Global(owner) => Some((owner, name)),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn node<'n, 'a>(item: Item<'_>, nodes: &'n [Node<'a>]) -> Option<&'n Node<'a>> {
    match item {
        Item::Node(index) => nodes.get(index as usize),
        _ => None,
    }
}

/// How a name alone prints: as a class or as a function, by what its name looks like.
pub(super) fn printed(global: &Global<'_>) -> String {
    let (module, name) = python3(global);
    if let ("builtins", "Ellipsis" | "NotImplemented") = (module, name) {
        return name.to_owned();
    }
    let is_class = match module {
        "builtins" => BUILT_IN_TYPES.contains(&name) || name.starts_with(|c: char| c.is_ascii_uppercase()),
        _ => name.rsplit('.').next().is_some_and(|last| last.starts_with(char::is_uppercase)),
    };
    match (is_class, module) {
        (true, _) => format!("<class '{}'>", dotted(global)),
        (false, "builtins") => format!("<built-in function {name}>"),
        (false, _) => format!("<function {module}.{name}>"),
    }
}

const BUILT_IN_TYPES: [&str; 23] = [
    "bool",
    "bytearray",
    "bytes",
    "classmethod",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "int",
    "list",
    "map",
    "memoryview",
    "object",
    "property",
    "range",
    "reversed",
    "set",
    "slice",
    "str",
    "tuple",
    "type",
];
