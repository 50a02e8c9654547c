//! The mail that arrives, field by field beside the one that CPython's handler sends for the same record.

use serde_json::{Value as Json, json};

use sawlog::{HandlerRef, SMTPHandler, SMTPHandlerBuilder, SmtpTls, Value, make_log_record};

use crate::server::Server;

const LOGIN: (&str, &str) = ("shop", "pass word");

fn demanding() -> Option<Server> {
    Server::start(json!({"tls": "starttls", "login": [LOGIN.0, LOGIN.1]}))
}

/// A handler that this server accepts.
fn builder(server: &Server) -> SMTPHandlerBuilder {
    let builder = SMTPHandler::builder("127.0.0.1").port(server.port).timeout(std::time::Duration::from_secs(30));
    builder.tls(SmtpTls::StartTls).ca_file(server.file("ca.pem")).credentials(LOGIN.0, LOGIN.1)
}

fn send(handler: &HandlerRef<SMTPHandler>, record: &Json) {
    let attributes = record.as_object().unwrap().iter().map(|(name, value)| {
        let value = match value {
            Json::String(text) => Value::from(text.clone()),
            Json::Number(number) => Value::from(number.as_i64().unwrap()),
            _ => Value::None,
        };
        (name.clone(), value)
    });
    let attributes: Vec<(String, Value<'static>)> = attributes.collect();
    handler.handle(&mut make_log_record(attributes.iter().map(|(name, value)| (name.as_str(), value.clone()))));
    assert_eq!(handler.failures(), 0);
}

#[test]
fn each_field_is_what_pythons_handler_sends() {
    let Some(mut server) = demanding() else { return };
    let long = "a word and another ".repeat(20);
    let cases: [(&str, Json, &str, Json); 9] = [
        ("app@example.org", json!(["ops@example.org"]), "a subject", json!({"msg": "a text"})),
        ("app@example.org", json!(["a@example.org", "b@example.org"]), "ünïcode ☃ 名", json!({"msg": "grüße ☃"})),
        ("The App <app@example.org>", json!(["Ops Team <ops@example.org>"]), "", json!({"msg": "x"})),
        ("Jürgen <j@example.org>", json!(["\"Ops, all\" <ops@example.org>"]), "s", json!({"msg": "no end\n"})),
        ("app@localhost", json!(["a@localhost,b@example.org"]), &long, json!({"msg": long})),
        ("a@example.org", json!(["b@example.org"]), "dots", json!({"msg": ".\n..\n.hidden\n\nend\n"})),
        ("a@example.org", json!(["b@example.org"]), "ends", json!({"msg": "one\r\ntwo\rthree\n\n"})),
        ("a@example.org", json!(["b@example.org"]), "tabs\tin it", json!({"msg": "a\tb   \n trailing  "})),
        (
            "a@example.org",
            json!(["b@example.org"]),
            "exception",
            json!({"msg": "%s", "args": "it", "levelno": 40,
            "exc_text": "Traceback (most recent call last):\nZeroDivisionError: ünd"}),
        ),
    ];
    for (from, to, subject, record) in cases {
        let keywords = json!({"fromaddr": from, "toaddrs": to, "subject": subject, "timeout": 30,
            "credentials": [LOGIN.0, LOGIN.1], "secure": []});
        let theirs = server.by_python(&keywords, &record);
        assert!(theirs["failed"].is_null(), "{theirs}");
        let to = to.as_array().unwrap();
        let handler = to.iter().fold(builder(&server), |builder, one| builder.to(one.as_str().unwrap()));
        send(&handler.from(from).subject(subject).build().unwrap(), &record);
        let ours = server.only();
        for field in ["sender", "recipients", "from", "to", "subject", "defects", "version", "type", "charset", "text"]
        {
            assert_eq!(ours[field], theirs[field], "{field} of {record} to {to:?}");
        }
        for field in ["offset", "user", "tls"] {
            assert_eq!(ours[field], theirs[field], "{field}");
        }
        let apart = (ours["date"].as_f64().unwrap() - theirs["date"].as_f64().unwrap()).abs();
        assert!(apart < 60.0, "dates are {apart} seconds apart");
        assert!(ours["longest"].as_u64().unwrap() <= 998, "{}", ours["longest"]);
        let headers = |mail: &Json| {
            let mut names: Vec<String> =
                mail["headers"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_lowercase()).collect();
            names.sort();
            names
        };
        assert_eq!(headers(&ours), headers(&theirs));
        assert_eq!(ours["user"], LOGIN.0);
        assert_eq!(ours["tls"], true);
    }
}

#[test]
fn a_line_feed_in_a_subject_adds_no_header() {
    let Some(mut server) = demanding() else { return };
    let record = json!({"msg": "boom\r\nBcc: all@example.org\n\nhello", "levelname": "ERROR"});
    let handler = builder(&server).from("a@example.org").to("b@example.org").subject("%(levelname)s: %(message)s");
    send(&handler.build().unwrap(), &record);
    let ours = server.only();
    assert_eq!(ours["subject"], "ERROR: boom\\r\\nBcc: all@example.org\\n\\nhello");
    assert_eq!(ours["recipients"], json!(["b@example.org"]));
    assert_eq!(ours["text"], "boom\nBcc: all@example.org\n\nhello\n");
    // CPython's own refuses to send at all.
    let keywords = json!({"fromaddr": "a@example.org", "toaddrs": "b@example.org", "subject": "a\nBcc: c@example.org",
        "timeout": 30, "credentials": [LOGIN.0, LOGIN.1], "secure": []});
    let theirs = server.by_python(&keywords, &record);
    assert!(theirs["failed"].as_str().is_some_and(|error| error.contains("linefeed")), "{theirs}");
}

#[test]
fn what_is_not_text_is_shown_as_escapes() {
    let Some(server) = demanding() else { return };
    let surrogate = sawlog::value::surrogate::char_for(0xDC80).unwrap().to_string();
    let handler = builder(&server).from("a@example.org").to("b@example.org").subject("%(message)s").build().unwrap();
    send(&handler, &json!({"msg": format!("caf{surrogate}\0")}));
    let mail = server.only();
    assert_eq!(mail["subject"], "caf\\udc80\\u{0}");
    assert_eq!(mail["text"], "caf\\udc80\0\n");
}

#[test]
fn a_subject_may_be_a_function_of_the_record() {
    let Some(server) = demanding() else { return };
    let handler = builder(&server).from("a@example.org").to("b@example.org");
    let handler = handler.subject_fn(|record| format!("{} says {}", record.name(), record.level_name()));
    send(&handler.build().unwrap(), &json!({"msg": "m", "name": "till", "levelname": "ERROR"}));
    assert_eq!(server.only()["subject"], "till says ERROR");
}
