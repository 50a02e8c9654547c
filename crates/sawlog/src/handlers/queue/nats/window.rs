//! Messages that were sent and are not acknowledged, in the order in which they were sent.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use async_nats::jetstream::context::{Context, PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::message::Message;

/// How many messages may be under way at a time.
const MOST: usize = 1024;
/// And how many bytes, roughly; a single one may be larger.
const MOST_BYTES: usize = 16 << 20;

/// The server's code for a message that is larger than a stream takes.
const TOO_LARGE: u64 = 10054;

/// What is under way.
#[derive(Default)]
pub(super) struct Window {
    sent: VecDeque<Sent>,
    bytes: usize,
    /// The number of the first in `sent`, counted from the start of the program.
    first: u64,
    answers: FuturesUnordered<Answering>,
}

type Answering = Pin<Box<dyn Future<Output = Answer> + Send>>;

struct Sent {
    message: Message,
    is_settled: bool,
}

/// What became of a message.
pub(super) struct Answer {
    place: u64,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    /// The servers have it.
    Acknowledged {
        /// They had it already.
        is_duplicate: bool,
    },
    /// They will never take it.
    Refused(String),
    /// It is not known whether they have it.
    Failed(String),
}

impl Outcome {
    fn of_error(error: &PublishError) -> Outcome {
        let code = std::error::Error::source(error)
            .and_then(|source| source.downcast_ref::<async_nats::jetstream::Error>())
            .map(|error| error.error_code().0);
        match error.kind() {
            PublishErrorKind::MaxPayloadExceeded => Outcome::Refused("it is larger than the servers take".to_owned()),
            _ if code == Some(TOO_LARGE) => Outcome::Refused("it is larger than the stream takes".to_owned()),
            _ => Outcome::Failed(error.to_string()),
        }
    }
}

impl Window {
    /// How many more messages may be sent.
    pub(super) fn room(&self) -> usize {
        if self.bytes >= MOST_BYTES { 0 } else { MOST - self.sent.len().min(MOST) }
    }

    /// The number of the first message that is not settled.
    pub(super) fn first_number(&self) -> Option<u64> {
        self.sent.front().map(|sent| sent.message.id.number)
    }

    /// Sends a message. `Some` if that failed or was refused at once.
    pub(super) async fn send(&mut self, jetstream: &Context, message: Message) -> Option<Answer> {
        let place = self.first + self.sent.len() as u64;
        let publish = PublishMessage::build().payload(message.payload.clone()).message_id(message.id.to_string());
        let subject = message.subject.clone();
        self.bytes += message.cost();
        self.sent.push_back(Sent { message, is_settled: false });
        match jetstream.send_publish(subject, publish).await {
            Ok(answer) => {
                self.answers.push(Box::pin(async move {
                    let outcome = match answer.await {
                        Ok(answer) => Outcome::Acknowledged { is_duplicate: answer.duplicate },
                        Err(error) => Outcome::of_error(&error),
                    };
                    Answer { place, outcome }
                }));
                None
            }
            Err(error) => Some(Answer { place, outcome: Outcome::of_error(&error) }),
        }
    }

    /// The next answer; never if none is waited for.
    pub(super) async fn answer(&mut self) -> Answer {
        match self.answers.next().await {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }

    /// An answer that is there already.
    pub(super) fn answer_now(&mut self) -> Option<Answer> {
        use futures_util::FutureExt;
        self.answers.next().now_or_never().flatten()
    }

    /// A message needs no more to be done. Returns those at the front of which this is true: as many, and so many bytes.
    pub(super) fn settle(&mut self, answer: &Answer) -> (usize, usize) {
        let at = answer.place.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        if let Some(sent) = at.and_then(|at| self.sent.get_mut(at)) {
            sent.is_settled = true;
        }
        let (mut settled, mut bytes) = (0, 0);
        while let Some(sent) = self.sent.pop_front_if(|sent| sent.is_settled) {
            settled += 1;
            bytes += sent.message.cost();
        }
        self.first += settled as u64;
        self.bytes -= bytes;
        (settled, bytes)
    }

    /// Forgets all that is under way. Returns the messages, those that were settled apart: as many, and so many bytes.
    pub(super) fn clear(&mut self) -> (Vec<Message>, (usize, usize)) {
        self.answers.clear();
        self.first += self.sent.len() as u64;
        self.bytes = 0;
        let (mut messages, mut settled) = (Vec::new(), (0, 0));
        for sent in self.sent.drain(..) {
            match sent.is_settled {
                true => settled = (settled.0 + 1, settled.1 + sent.message.cost()),
                false => messages.push(sent.message),
            }
        }
        (messages, settled)
    }
}
