//! Encrypted connections, names and passwords.

use std::fs;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use sawlog::{NatsQueue, QueueHandler, RecordQueue, Tls};

use crate::collected::{Collected, put, record};
use crate::server::Node;

#[test]
fn servers_that_ask_for_tls_and_a_password_get_both() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    fs::write(place("ca.pem"), authority.self_signed(&authority_key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(place("server.pem"), certificate.pem()).unwrap();
    fs::write(place("server.key"), key.serialize_pem()).unwrap();
    let more = format!(
        "tls {{ cert_file: \"{}\", key_file: \"{}\" }}\nauthorization {{ user: shop, password: \"s3cret\" }}",
        place("server.pem").display(),
        place("server.key").display()
    );
    let Some(node) = Node::start_with(folder.path(), "NATS: TLS and passwords", &more) else { return };

    let tls = || Tls::trusting(place("ca.pem")).unwrap();
    let builder = || NatsQueue::builder([node.url()]).tls(tls()).user("shop", "s3cret");
    let collected = Collected::default();
    let (_queue, listener) = collected.listen(builder().build().unwrap());
    put(&builder().build().unwrap(), 0..100);
    collected.wait_for(100);
    listener.stop().unwrap();

    // A wrong password, or an authority that is not trusted: nothing is sent, and nothing lost.
    for wrong in [builder().user("shop", "wrong"), NatsQueue::builder([node.url()]).user("shop", "s3cret")] {
        let queue = Arc::new(wrong.build().unwrap());
        assert!(queue.put(record(1)).is_ok());
        let handler = QueueHandler::builder(queue.clone()).patience(std::time::Duration::from_secs(2)).build();
        assert!(handler.flush().is_err());
        assert_eq!((queue.stats().acknowledged, queue.len()), (0, 1));
    }
}
