//! One connection: what is said on it, in which order.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use super::command::{self, Command};
use super::frame::{self, Head};
use super::greeting;
use super::hub::{Arrived, HubOptions};
use super::input::Input;
use super::kind::Kind;
use super::outgoing::Outgoing;
use crate::net::socket::Socket;

/// A connection and how far it is.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) name: String,
    pub(super) socket: Arc<Socket>,
    pub(super) since: Instant,
    /// Which of the endpoints that are connected to this leads to.
    pub(super) journey: Option<usize>,
    pub(super) outgoing: Outgoing,
    input: Input,
    stage: Stage,
    topics: Vec<Vec<u8>>,
    /// The first part of a message of several, how many there were so far, and their bytes.
    first: Option<Vec<u8>>,
    parts: usize,
    part_bytes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Greeting,
    Ready { minor: u8 },
    Open,
}

/// Why a connection ends.
#[derive(Debug)]
pub(super) enum Gone {
    /// The peer closed it, or the network did.
    Closed,
    /// The peer does not keep the protocol, or not within our bounds.
    Refused(String),
}

/// How often a peer is read from in a turn, before the others come.
const READS: usize = 4;
/// Bytes of a frame that is no message for us.
const SHORT_FRAME: u64 = 4096;
/// Parts of a message that are looked at before the connection is closed over it.
const MAX_PARTS: usize = 64;
/// What a subscriber may want, in number and in all their bytes.
const MAX_TOPICS: usize = 1000;
const MAX_TOPIC_BYTES: usize = 64 * 1024;
/// Bytes on their way to a peer beyond which it gets no answer: it does not read them.
const UNREAD_ANSWERS: usize = 64 * 1024;

impl Peer {
    pub(super) fn new(name: String, socket: Arc<Socket>, journey: Option<usize>) -> Peer {
        let mut outgoing = Outgoing::default();
        outgoing.push_protocol(greeting::ours().to_vec());
        Peer {
            name,
            socket,
            since: Instant::now(),
            journey,
            outgoing,
            input: Input::default(),
            stage: Stage::Greeting,
            topics: Vec::new(),
            first: None,
            parts: 0,
            part_bytes: 0,
        }
    }

    /// Whether both sides have said what they are.
    pub(super) fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    /// Whether it has subscribed to what begins so.
    pub(super) fn wants(&self, first: &[u8]) -> bool {
        self.topics.iter().any(|topic| first.starts_with(topic))
    }

    /// Bytes that are held of what has not come whole.
    pub(super) fn held(&self) -> usize {
        self.input.len() + self.first.as_ref().map_or(0, Vec::len)
    }

    /// Reads what is there, as much of it as is a peer's turn.
    pub(super) fn read(
        &mut self,
        room: &mut [u8],
        options: &HubOptions,
        taken: &mut dyn FnMut(Arrived<'_>),
    ) -> Result<(), Gone> {
        for _ in 0..READS {
            match self.input.read(&self.socket, room) {
                Ok(0) => return Err(Gone::Closed),
                Ok(_) => self.understand(options, taken).map_err(Gone::Refused)?,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => return Err(Gone::Closed),
            }
        }
        Ok(())
    }

    fn understand(&mut self, options: &HubOptions, taken: &mut dyn FnMut(Arrived<'_>)) -> Result<(), String> {
        if self.stage == Stage::Greeting {
            let Some(minor) = greeting::minor_of(self.input.unread())? else { return Ok(()) };
            self.input.consume(greeting::LEN);
            self.outgoing.push_protocol(command::ready(options.kind));
            self.stage = Stage::Ready { minor };
        }
        while let Some(head) = frame::head(self.input.unread())? {
            let is_ours = self.is_open() && !head.command && !options.kind.sends();
            let limit = if is_ours { (options.message_len - self.part_bytes) as u64 } else { SHORT_FRAME };
            if head.body > limit {
                let kind = if is_ours { "message" } else { "frame" };
                return Err(format!("it sends a {kind} of {} bytes, more than {limit}", head.body));
            }
            let end = head.head + head.body as usize;
            if self.input.len() < end {
                break;
            }
            if is_ours {
                self.message(&head, end, taken)?;
            } else {
                let body = self.input.unread()[head.head..end].to_vec();
                if head.command { self.command(&body, options)? } else { self.subscription(&body, options)? }
            }
            self.input.consume(end);
        }
        Ok(())
    }

    /// A part of a message, which ends at `end` of what is unread.
    fn message(&mut self, head: &Head, end: usize, taken: &mut dyn FnMut(Arrived<'_>)) -> Result<(), String> {
        let body = &self.input.unread()[head.head..end];
        if head.more {
            self.parts += 1;
            self.part_bytes += body.len();
            if self.parts > MAX_PARTS {
                return Err(format!("it sends a message of more than {MAX_PARTS} parts"));
            }
            if self.parts == 1 {
                self.first = Some(body.to_vec());
            }
            return Ok(());
        }
        match (self.parts, self.first.take()) {
            (0 | 1, _) => taken(Arrived::Message { peer: &self.name, body }),
            (more, _) => {
                let why = format!("a message of {} parts: a record is one, or two with a topic before it", more + 1);
                taken(Arrived::Refused { peer: &self.name, why: &why });
            }
        }
        (self.parts, self.part_bytes) = (0, 0);
        Ok(())
    }

    fn command(&mut self, body: &[u8], options: &HubOptions) -> Result<(), String> {
        match (self.stage, command::parse(body)?) {
            (_, Command::Error(why)) => Err(format!("it refuses us: {:?}", String::from_utf8_lossy(why))),
            (Stage::Ready { minor }, Command::Ready(kind)) => {
                if !options.kind.goes_with(kind) {
                    let kind = String::from_utf8_lossy(kind);
                    return Err(format!(
                        "it is a socket of kind {kind:?}, which {} does not talk to",
                        options.kind.name()
                    ));
                }
                self.stage = Stage::Open;
                for topic in &options.subscribe {
                    self.outgoing.push_protocol(command::subscribe(topic, minor));
                }
                Ok(())
            }
            (Stage::Ready { .. }, _) => Err("it does not say what it is".to_owned()),
            (_, Command::Ping(context)) => {
                if self.outgoing.bytes() <= UNREAD_ANSWERS {
                    self.outgoing.push_protocol(command::pong(context));
                }
                Ok(())
            }
            (_, Command::Subscribe(topic)) if options.kind == Kind::Pub => self.subscribe(topic),
            (_, Command::Cancel(topic)) if options.kind == Kind::Pub => {
                self.cancel(topic);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What comes to a socket that sends: before version 3.1 subscriptions are messages.
    fn subscription(&mut self, body: &[u8], options: &HubOptions) -> Result<(), String> {
        match body.split_first() {
            _ if !self.is_open() => Err("it does not say what it is".to_owned()),
            Some((1, topic)) if options.kind == Kind::Pub => self.subscribe(topic),
            Some((0, topic)) if options.kind == Kind::Pub => {
                self.cancel(topic);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn subscribe(&mut self, topic: &[u8]) -> Result<(), String> {
        let bytes: usize = self.topics.iter().map(Vec::len).sum();
        if self.topics.len() >= MAX_TOPICS || bytes + topic.len() > MAX_TOPIC_BYTES {
            return Err(format!("it subscribes to more than {MAX_TOPICS} topics, or {MAX_TOPIC_BYTES} bytes of them"));
        }
        self.topics.push(topic.to_vec());
        Ok(())
    }

    fn cancel(&mut self, topic: &[u8]) {
        if let Some(index) = self.topics.iter().position(|known| known == topic) {
            self.topics.swap_remove(index);
        }
    }
}
