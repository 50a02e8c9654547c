//! The connection to the servers: how it is asked for, and whether it stands.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_nats::jetstream::{self, context::ContextBuilder};
use async_nats::{Client, ConnectOptions, Event};
use tokio::sync::watch;

use super::options::{Credentials, Options};

/// A connection that is made and made again in the background.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) jetstream: jetstream::Context,
    /// Whether it stands.
    pub(super) stands: watch::Receiver<bool>,
    last_error: Arc<Mutex<String>>,
}

/// How long connecting to one server may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How often it is seen whether a silent server is still there.
const PING: Duration = Duration::from_secs(5);
/// How long it is waited before the servers are tried again, at most.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// How many messages may be between the queue and the connection.
pub(super) const UNDER_WAY: usize = 1 << 16;

impl Connection {
    /// Begins to connect; waits for nothing.
    ///
    /// # Errors
    /// What the options say cannot be used: a file is missing, say.
    pub(super) async fn begin(options: &Options, end: &str) -> Result<Connection, String> {
        let (tell, stands) = watch::channel(false);
        let last_error = Arc::new(Mutex::new(String::from("no connection yet")));
        let errors = Arc::clone(&last_error);
        let mut connect = ConnectOptions::new()
            .name(format!("sawlog {end} {}", std::process::id()))
            .retry_on_initial_connect()
            .connection_timeout(CONNECTING)
            .ping_interval(PING)
            .request_timeout(Some(options.ack_timeout))
            .subscription_capacity(UNDER_WAY)
            .reconnect_delay_callback(|tries| match tries {
                0 | 1 => Duration::ZERO,
                tries => Duration::from_millis(10 << tries.min(8)).min(LONGEST_WAIT),
            })
            .event_callback(move |event| {
                match event {
                    Event::Connected => {
                        tell.send_replace(true);
                    }
                    Event::Disconnected | Event::Closed => {
                        note(&errors, "the connection broke".to_owned());
                        tell.send_replace(false);
                    }
                    Event::ServerError(error) => note(&errors, error.to_string()),
                    // Its text says twice that it is one.
                    Event::ClientError(error) => note(&errors, error.to_string().replace("nats: ", "")),
                    _ => {}
                }
                std::future::ready(())
            });
        connect = match &options.credentials {
            Credentials::None => connect,
            Credentials::User { name, password } => connect.user_and_password(name.clone(), password.clone()),
            Credentials::Token(token) => connect.token(token.clone()),
            Credentials::File(path) => {
                let text = crate::net::pem_file::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
                let text = String::from_utf8(text).map_err(|_| format!("{}: it is no text", path.display()))?;
                connect.credentials(&text).map_err(|error| format!("{}: {error}", path.display()))?
            }
        };
        if let Some(tls) = &options.tls {
            connect = connect.require_tls(true).tls_client_config(tls.client_config());
        }
        let client = connect.connect(&options.servers[..]).await.map_err(|error| error.to_string())?;
        let jetstream = ContextBuilder::new()
            .timeout(options.ack_timeout)
            .ack_timeout(options.ack_timeout)
            .max_ack_inflight(UNDER_WAY)
            .build(client.clone());
        Ok(Connection { client, jetstream, stands, last_error })
    }

    /// What the connection failed of last.
    pub(super) fn last_error(&self) -> String {
        self.last_error.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }

    /// Whether it stands.
    pub(super) fn stands(&self) -> bool {
        *self.stands.borrow()
    }
}

fn note(errors: &Mutex<String>, error: String) {
    *errors.lock().unwrap_or_else(|e| e.into_inner()) = error;
}
