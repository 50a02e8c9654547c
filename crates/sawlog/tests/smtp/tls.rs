//! TLS by STARTTLS and from the first byte, and whom it trusts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use sawlog::{HandlerRef, SMTPHandler, SMTPHandlerBuilder, SmtpTls, Value, make_log_record};

use crate::server::Server;

fn builder(server: &Server) -> SMTPHandlerBuilder {
    let builder = SMTPHandler::builder("127.0.0.1").port(server.port).timeout(Duration::from_secs(30));
    builder.from("a@example.org").to("b@example.org").subject("s")
}

/// Mails one record, and tells what failed.
fn send(handler: &HandlerRef<SMTPHandler>) -> Option<String> {
    let failure = Arc::new(Mutex::new(None));
    let told = Arc::clone(&failure);
    handler.on_error(move |_, error| *told.lock().unwrap() = Some(error.to_string()));
    handler.handle(&mut make_log_record([("msg", Value::from("m"))]));
    failure.lock().unwrap().take()
}

#[test]
fn from_the_first_byte() {
    let Some(server) = Server::start(json!({"tls": "implicit", "login": ["u", "p"]})) else { return };
    let handler = builder(&server).tls(SmtpTls::Implicit).ca_file(server.file("ca.pem")).credentials("u", "p");
    assert_eq!(send(&handler.build().unwrap()), None);
    let mail = server.only();
    assert_eq!((&mail["user"], &mail["tls"]), (&json!("u"), &json!(true)));
}

#[test]
fn without_encryption_and_login() {
    let Some(server) = Server::start(json!({})) else { return };
    assert_eq!(send(&builder(&server).build().unwrap()), None);
    assert_eq!(server.only()["tls"], false);
}

#[test]
fn a_server_that_offers_no_starttls_is_given_no_mail() {
    let Some(server) = Server::start(json!({})) else { return };
    let failure = send(&builder(&server).tls(SmtpTls::StartTls).build().unwrap()).unwrap();
    assert!(failure.contains("STARTTLS is not supported"), "{failure}");
    server.nothing_more();
}

#[test]
fn a_certificate_must_be_good_unless_told_otherwise() {
    let Some(server) = Server::start(json!({"tls": "starttls"})) else { return };
    let builder = || builder(&server).tls(SmtpTls::StartTls);
    let failure = send(&builder().build().unwrap()).unwrap();
    assert!(failure.contains("cannot begin TLS") && failure.contains("UnknownIssuer"), "{failure}");
    assert_eq!(send(&builder().verify(false).build().unwrap()), None);
    assert_eq!(server.only()["tls"], true);

    let Some(other) = Server::start(json!({"tls": "starttls", "certified": "mail.example.net"})) else { return };
    let mismatched = SMTPHandler::builder("127.0.0.1").port(other.port).tls(SmtpTls::StartTls);
    let mismatched = mismatched.from("a@example.org").to("b@example.org").ca_file(other.file("ca.pem"));
    let failure = send(&mismatched.build().unwrap()).unwrap();
    assert!(failure.contains("not valid for"), "{failure}");
    other.nothing_more();
}

#[test]
fn a_client_may_have_to_show_a_certificate() {
    let Some(server) = Server::start(json!({"tls": "starttls", "client_certificate": true})) else { return };
    let builder = || builder(&server).tls(SmtpTls::StartTls).ca_file(server.file("ca.pem"));
    assert!(send(&builder().build().unwrap()).is_some());
    server.nothing_more();
    let two = builder().client_certificate(server.file("client.crt"), server.file("client.key"));
    assert_eq!(send(&two.build().unwrap()), None);
    server.only();
    let one = builder().client_certificate(server.file("client.pem"), server.file("client.pem"));
    assert_eq!(send(&one.build().unwrap()), None);
    server.only();
}

#[test]
fn a_file_that_is_no_certificate_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing").unwrap();
    let builder = || SMTPHandler::builder("h").from("a@example.org").to("b@example.org").tls(SmtpTls::Implicit);
    let error = builder().ca_file(&empty).build().unwrap_err().to_string();
    assert!(error.ends_with("empty.pem holds no certificate in PEM form"), "{error}");
    let error = builder().ca_file(folder.path().join("absent.pem")).build().unwrap_err().to_string();
    assert!(error.starts_with("cannot read") && error.contains("absent.pem"), "{error}");
}
