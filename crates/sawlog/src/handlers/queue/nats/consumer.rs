//! The taking end's work: from the stream to the listener, and its acknowledgements back.

use std::hash::RandomState;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::AckKind;
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::message::Message as Delivered;
use bytes::Bytes;
use futures_util::StreamExt;

use super::connection::Connection;
use super::health::Health;
use super::inbox::{Answer, Fetched, Inbox};
use super::known::Known;
use super::options::Options;
use super::{report, stream};

/// What the taking end's task is made of.
pub(super) struct Consuming {
    pub(super) options: Arc<Options>,
    pub(super) inbox: Arc<Inbox>,
    /// For the ids of messages that others have published.
    pub(super) keys: RandomState,
}

/// How many messages are asked for at a time.
const AT_A_TIME: usize = 512;
/// And how many bytes; a single message may be as large as the servers allow.
const BYTES_AT_A_TIME: usize = 16 << 20;
/// How long the servers wait for messages that are asked for.
const WAITING: Duration = Duration::from_secs(5);
/// How many messages a group may have that it has not acknowledged.
const UNACKNOWLEDGED: i64 = 65_536;

impl Consuming {
    /// Consumes until the task is given up.
    pub(super) async fn run(self) {
        let mut connection = match Connection::begin(&self.options, "take").await {
            Ok(connection) => connection,
            Err(error) => {
                return report(&format!(
                    "no connection to NATS at {}: {error}; nothing is taken from it",
                    self.options.named()
                ));
            }
        };
        let mut health = Health::new(Instant::now());
        let (mut consumer, mut why) = (None, String::new());
        loop {
            let now = Instant::now();
            if health.is_to_be_told(now) {
                let why = if why.is_empty() { connection.last_error() } else { why.clone() };
                report(&format!("NATS at {} is away: {why}; nothing is taken from it", self.options.named()));
            }
            self.send_answers(&connection).await;
            if !*connection.stands.borrow_and_update() {
                health.failed(now);
                (consumer, why) = (None, String::new());
                self.rest(&mut connection, Duration::from_secs(1)).await;
                continue;
            }
            let wait = health.wait(now);
            if !wait.is_zero() {
                self.rest(&mut connection, wait).await;
                continue;
            }
            if self.inbox.room() < AT_A_TIME {
                self.rest(&mut connection, self.options.ack_wait / 3).await;
                self.send_progress(&connection).await;
                continue;
            }
            let outcome = match &consumer {
                Some(consumer) => self.fetch(&mut connection, consumer).await,
                None => self.find_or_make(&connection).await.map(|found| consumer = Some(found)),
            };
            match outcome {
                Ok(()) => {
                    if health.succeeded() {
                        report(&format!("NATS at {} is back", self.options.named()));
                    }
                }
                Err(error) => {
                    (consumer, why) = (None, error);
                    health.failed(Instant::now());
                }
            }
        }
    }

    /// Waits for something to change, no longer than so long.
    async fn rest(&self, connection: &mut Connection, limit: Duration) {
        tokio::select! {
            () = self.inbox.changed.notified() => {}
            _ = connection.stands.changed() => {}
            () = tokio::time::sleep(limit) => {}
        }
    }

    async fn find_or_make(&self, connection: &Connection) -> Result<PullConsumer, String> {
        let found = stream::find_or_make(&connection.jetstream, &self.options).await?;
        let group = &self.options.group;
        let config = pull::Config {
            durable_name: Some(group.clone()),
            description: Some("listeners of sawlog".to_owned()),
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::Explicit,
            ack_wait: self.options.ack_wait,
            max_deliver: -1,
            max_ack_pending: UNACKNOWLEDGED,
            ..pull::Config::default()
        };
        let consumer = found.stream.get_or_create_consumer(group, config).await;
        consumer.map_err(|error| format!("group {group} of stream {}: {error}", self.options.stream.name))
    }

    /// Fetches messages once, and tells the servers meanwhile what became of others.
    async fn fetch(&self, connection: &mut Connection, consumer: &PullConsumer) -> Result<(), String> {
        let bytes = BYTES_AT_A_TIME.max(connection.client.max_payload());
        let batch = consumer.batch().max_messages(AT_A_TIME).max_bytes(bytes).expires(WAITING);
        let mut batch = batch.messages().await.map_err(|error| error.to_string())?;
        let mut progress = tokio::time::interval(self.options.ack_wait / 3);
        loop {
            tokio::select! {
                message = batch.next() => match message {
                    Some(Ok(message)) => self.inbox.arrive(fetched(message, &self.keys)),
                    // The bytes that were asked for are there.
                    Some(Err(error)) if error.to_string().contains("MaxBytes") => return Ok(()),
                    Some(Err(error)) => return Err(error.to_string()),
                    None => return Ok(()),
                },
                () = self.inbox.changed.notified() => self.send_answers(connection).await,
                _ = progress.tick() => self.send_progress(connection).await,
                _ = connection.stands.changed() => if !connection.stands() { return Ok(()) },
            }
        }
    }

    async fn send_answers(&self, connection: &Connection) {
        let answers = self.inbox.answers();
        if answers.is_empty() {
            return;
        }
        for (reply, answer) in answers {
            let kind = match answer {
                Answer::Handled => AckKind::Ack,
                Answer::Again(wait) if wait.is_zero() => AckKind::Nak(None),
                Answer::Again(wait) => AckKind::Nak(Some(wait)),
                Answer::Poison => AckKind::Term,
            };
            // An answer that is lost has the message come again.
            let _ = connection.client.publish(reply, Bytes::from(kind)).await;
        }
        if connection.stands() {
            let _ = tokio::time::timeout(self.options.ack_timeout, connection.client.flush()).await;
        }
        self.inbox.answered();
    }

    /// Has the servers wait for messages that are handled slowly.
    async fn send_progress(&self, connection: &Connection) {
        for reply in self.inbox.unanswered() {
            let _ = connection.client.publish(reply, Bytes::from(AckKind::Progress)).await;
        }
    }
}

fn fetched(delivered: Delivered, keys: &RandomState) -> Fetched {
    let header = delivered.headers.as_ref().and_then(|headers| headers.get(NATS_MESSAGE_ID));
    let info = delivered.info().ok();
    let known = header.zip(info.as_ref());
    let id = known.map(|(id, info)| Known::of(id.as_str(), info.stream_sequence, info.published, keys));
    Fetched {
        id,
        delivered: info.map_or(1, |info| u64::try_from(info.delivered).unwrap_or(1)),
        reply: delivered.message.reply.clone().unwrap_or_else(|| "sawlog.none".into()),
        payload: delivered.message.payload,
    }
}
