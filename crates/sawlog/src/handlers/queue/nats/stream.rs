//! The stream: made if it is not there, and otherwise left as it is.

use async_nats::jetstream::Context;
use async_nats::jetstream::context::GetStreamErrorKind;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream};

use super::options::Options;

/// A stream that is there, and what is not as the options say.
pub(super) struct Found {
    pub(super) stream: Stream,
    pub(super) differences: Vec<String>,
}

/// Finds the stream, or makes it.
pub(super) async fn find_or_make(jetstream: &Context, options: &Options) -> Result<Found, String> {
    let wanted = config(options);
    match jetstream.get_stream(&wanted.name).await {
        Ok(stream) => {
            let differences = differences(&stream.cached_info().config, &wanted);
            Ok(Found { stream, differences })
        }
        Err(error) => match error.kind() {
            GetStreamErrorKind::JetStream(reason) if reason.code() == 404 => {
                // Another process may make the same at the same time: the servers take that for one.
                let made = jetstream.create_stream(wanted).await;
                let stream = made.map_err(|error| format!("stream {}: {error}", options.stream.name))?;
                Ok(Found { stream, differences: Vec::new() })
            }
            _ => Err(format!("stream {}: {error}", options.stream.name)),
        },
    }
}

fn config(options: &Options) -> Config {
    let settings = &options.stream;
    Config {
        name: settings.name.clone(),
        description: Some("records of sawlog".to_owned()),
        subjects: vec![format!("{}.>", options.prefix)],
        // A record that no group has taken is never removed for a newer one: publishers are refused, and keep theirs.
        retention: if settings.keeps { RetentionPolicy::Limits } else { RetentionPolicy::WorkQueue },
        discard: if settings.keeps { DiscardPolicy::Old } else { DiscardPolicy::New },
        storage: StorageType::File,
        num_replicas: settings.replicas,
        max_bytes: i64::try_from(settings.max_bytes).unwrap_or(i64::MAX),
        max_messages: -1,
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
    compare("max_age", format!("{:?}", found.max_age), format!("{:?}", wanted.max_age));
    compare("duplicate_window", format!("{:?}", found.duplicate_window), format!("{:?}", wanted.duplicate_window));
    compare("retention", format!("{:?}", found.retention), format!("{:?}", wanted.retention));
    compare("discard", format!("{:?}", found.discard), format!("{:?}", wanted.discard));
    differences
}

impl Found {
    /// Tells of a stream that is not as the options say.
    pub(super) fn tell_differences(&self, options: &Options) {
        if !self.differences.is_empty() {
            let differences = self.differences.join(", ");
            super::report(&format!("the stream {} is used as it is: {differences}", options.stream.name));
        }
    }
}
