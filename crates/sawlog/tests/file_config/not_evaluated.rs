//! What Python would evaluate and is refused, with a word on what would work.

use super::{error, with_handler};

#[test]
fn expressions() {
    let tempting = [
        ("__import__('os').system('true')", "the call of __import__"),
        ("open('x').name", "the call of open"),
        ("eval('1')", "the call of eval"),
        ("os.environ['HOME']", "nothing of this name is registered"),
        ("os.path.join('a', 'b')", "the call of os.path.join"),
        ("'a'.upper()", "an attribute of a value"),
        ("('a',)[0]", "a part of a value"),
        ("().__class__.__base__", "an attribute of a value"),
        ("[1 for x in ('a',)]", "\"for\" would have to be evaluated"),
        ("lambda: 'a'", "\"lambda\" would have to be evaluated"),
        ("f'{1}'", "a text that is formatted"),
        ("'a' if 1 else 'b'", "\"if\" would have to be evaluated"),
        ("not 1", "\"not\" would have to be evaluated"),
        ("1 < 2", "< would have to be evaluated"),
        ("(x := 1)", "nothing of this name is registered"),
        ("*('a',)", "\"*\" has no place here"),
        ("**{}", "\"**\" has no place here"),
        ("'a' + 'b'", "+ is for integers alone"),
        ("'a' * 1000000000", "* is for integers alone"),
        ("9 ** 9 ** 9", "the number is larger than 14284 bits"),
        ("1 << 10 ** 9", "the number is larger than 14284 bits"),
        ("1j", "there is no use for complex numbers"),
        ("...", "\"...\" has no place here"),
        ("logging.DEBUG", "write DEBUG"),
        ("socket.SOCK_STREAM", "write handlers.socket.SOCK_STREAM"),
        ("ERORR", "did you mean \"ERROR\"?"),
        ("handlers.SYSLOG_UDP_PROT", "did you mean \"handlers.SYSLOG_UDP_PORT\"?"),
        ("logging", "nothing of this name is registered"),
    ];
    for (expression, expected) in tempting {
        let error = error(&with_handler(&format!("class=FileHandler\nargs=({expression}, 'a')")));
        assert!(error.to_string().contains(expected), "{expression}: {error}");
        assert_eq!(error.key_path(), "handler_h.args", "{expression}");
        assert!(error.position().is_some_and(|position| position.line == 11), "{expression}: {error}");
    }
}

#[test]
fn classes() {
    for class in ["eval('StreamHandler')", "[StreamHandler][0]", "os.system", "sys.stdout", "getLogger", "Logger"] {
        let error = error(&with_handler(&format!("class={class}")));
        assert_eq!(error.key_path(), "handler_h.class", "{class}: {error}");
    }
}

#[test]
fn control_characters_are_not_shown_as_they_are() {
    let error = error(&with_handler("class=FileHandler\nargs=('a', \u{1b})"));
    assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
}
