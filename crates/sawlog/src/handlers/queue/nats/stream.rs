//! The stream: made if it is not there, and otherwise left as it is.

use async_nats::jetstream::Context;
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream};

use super::options::Options;

/// A stream that is there, and what is not as the options say.
pub(super) struct Found {
    pub(super) stream: Stream,
    pub(super) differences: Vec<String>,
    /// The version of a server that drops records it has acknowledged when this stream is full.
    loses: Option<String>,
}

/// From this version on servers refuse what a stream has no room for, to the byte. Before, they reckoned a message without
/// its subject and what else is stored with it; one that fits by that reckoning alone is taken, and the oldest ones,
/// handled or not, are removed for it. Messages they have always counted right.
const COUNTS_BYTES: (i64, i64, i64) = (2, 10, 6);
/// Where bytes cannot be counted, a message for so many of them.
const BYTES_A_MESSAGE: u64 = 1024;

/// Finds the stream, or makes it.
pub(super) async fn find_or_make(jetstream: &Context, options: &Options) -> Result<Found, String> {
    let client = jetstream.client();
    let (major, minor, patch) = COUNTS_BYTES;
    let counts_bytes = client.is_server_compatible(major, minor, patch);
    let wanted = config(options, counts_bytes);
    match jetstream.get_stream(&wanted.name).await {
        Ok(stream) => {
            let found = &stream.cached_info().config;
            let differences = differences(found, &wanted);
            let loses = !counts_bytes && found.discard == DiscardPolicy::New && found.max_bytes > 0;
            Ok(Found { differences, loses: loses.then(|| client.server_info().version), stream })
        }
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(reason) if reason.code() == 404 => {
                // Another process may make the same at the same time: the servers take that for one.
                let made = jetstream.create_stream(wanted).await;
                let stream = made.map_err(|error| format!("stream {}: {error}", options.stream.name))?;
                Ok(Found { stream, differences: Vec::new(), loses: None })
            }
            _ => Err(format!("stream {}: {error}", options.stream.name)),
        },
    }
}

fn config(options: &Options, counts_bytes: bool) -> Config {
    let settings = &options.stream;
    let bound = |bound: u64| i64::try_from(bound).unwrap_or(i64::MAX);
    let (max_bytes, max_messages) = match counts_bytes || settings.keeps {
        true => (bound(settings.max_bytes), -1),
        false => (-1, bound(settings.max_bytes.div_ceil(BYTES_A_MESSAGE))),
    };
    Config {
        name: settings.name.clone(),
        description: Some("records of sawlog".to_owned()),
        subjects: vec![format!("{}.>", options.prefix)],
        // A record that no group has taken is never removed for a newer one: publishers are refused, and keep theirs.
        retention: if settings.keeps { RetentionPolicy::Limits } else { RetentionPolicy::WorkQueue },
        discard: if settings.keeps { DiscardPolicy::Old } else { DiscardPolicy::New },
        storage: StorageType::File,
        num_replicas: settings.replicas,
        max_bytes,
        max_messages,
        max_messages_per_subject: -1,
        max_consumers: -1,
        max_age: settings.max_age,
        duplicate_window: settings.duplicate_window,
        ..Config::default()
    }
}

fn differences(found: &Config, wanted: &Config) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: &str, found: String, wanted: String| {
        if found != wanted {
            differences.push(format!("{what} {found}, not {wanted}"));
        }
    };
    compare("subjects", found.subjects.join(" "), wanted.subjects.join(" "));
    compare("replicas", found.num_replicas.to_string(), wanted.num_replicas.to_string());
    compare("max_bytes", found.max_bytes.to_string(), wanted.max_bytes.to_string());
    compare("max_messages", found.max_messages.to_string(), wanted.max_messages.to_string());
    compare("max_age", format!("{:?}", found.max_age), format!("{:?}", wanted.max_age));
    compare("duplicate_window", format!("{:?}", found.duplicate_window), format!("{:?}", wanted.duplicate_window));
    compare("retention", format!("{:?}", found.retention), format!("{:?}", wanted.retention));
    compare("discard", format!("{:?}", found.discard), format!("{:?}", wanted.discard));
    differences
}

impl Found {
    /// Tells of a stream that is not as the options say, and of one that loses records.
    pub(super) fn tell_differences(&self, options: &Options) {
        if !self.differences.is_empty() {
            let differences = self.differences.join(", ");
            super::report(&format!("the stream {} is used as it is: {differences}", options.stream.name));
        }
        if let Some(version) = &self.loses {
            let (major, minor, patch) = COUNTS_BYTES;
            super::report(&format!(
                "the stream {} has a max_bytes, and NATS server {version} drops records that it has acknowledged when such a \
                 stream is full: use {major}.{minor}.{patch} or a newer one, or give the stream a max_msgs instead",
                options.stream.name
            ));
        }
    }
}
