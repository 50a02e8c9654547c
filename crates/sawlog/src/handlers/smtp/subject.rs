//! The line that a mail is headed by.

use std::fmt::Write as _;

use crate::format::PercentFormatter;
use crate::record::LogRecord;
use crate::value::surrogate;

/// How a record's subject is found.
pub(super) enum Subject {
    /// The same for every record.
    Text(String),
    /// A `%`-format of the record.
    Format(Box<PercentFormatter>),
    /// By a function of the program's own.
    Function(Box<SubjectFn>),
}

/// A function that gives a record's subject.
pub(super) type SubjectFn = dyn Fn(&LogRecord<'_>) -> String + Send + Sync;

/// How many characters of a subject are sent.
const MAX_SUBJECT: usize = 900;

impl Subject {
    /// A text with a field such as `%(levelname)s` is a format, any other is taken as it stands.
    pub(super) fn new(text: String) -> Subject {
        // DIFFERENCE: to Python a subject is the same text for every record unless `getSubject` is overridden.
        match PercentFormatter::new(&text) {
            Ok(formatter) if !text.is_empty() => Subject::Format(Box::new(formatter)),
            _ => Subject::Text(text),
        }
    }

    /// The record's subject, in one line of bounded length.
    pub(super) fn of(&self, record: &LogRecord<'_>) -> String {
        match self {
            Subject::Text(text) => one_line(text),
            Subject::Function(function) => one_line(&function(record)),
            Subject::Format(formatter) => {
                let mut text = String::new();
                // A field that the record lacks shall not cost the mail.
                match formatter.format_message(record, &mut text) {
                    Ok(()) => one_line(&text),
                    Err(_) => one_line(formatter.format_string()),
                }
            }
        }
    }
}

/// The text with what would end or garble a header's line as escapes.
fn one_line(text: &str) -> String {
    // DIFFERENCE: Python sends no mail at all where the subject has a line feed.
    let mut line = String::with_capacity(text.len());
    for c in text.chars().take(MAX_SUBJECT) {
        match surrogate::surrogate_of(c) {
            Some(code) => {
                let _ = write!(line, "\\u{code:04x}");
            }
            None if c.is_control() && c != '\t' => line.extend(c.escape_default()),
            None => line.push(c),
        }
    }
    if text.chars().nth(MAX_SUBJECT).is_some() {
        line.push_str("...");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Value, make_log_record};

    fn subject(text: &str) -> String {
        let record = make_log_record([
            ("levelname", Value::from("ERROR")),
            ("msg", Value::from("first\r\nBcc: all@example.org")),
            ("exc_text", Value::from("Traceback")),
        ]);
        Subject::new(text.to_owned()).of(&record)
    }

    #[test]
    fn a_text_with_fields_is_a_format() {
        assert_eq!(subject("[shop] %(levelname)s"), "[shop] ERROR");
        assert_eq!(subject("100% broken"), "100% broken");
        assert_eq!(subject(""), "");
        assert_eq!(subject("%(absent)s at 5 o'clock"), "%(absent)s at 5 o'clock");
    }

    #[test]
    fn no_subject_adds_a_header() {
        assert_eq!(subject("%(message)s"), "first\\r\\nBcc: all@example.org");
        assert_eq!(subject("a\nb\0c"), "a\\nb\\u{0}c");
        assert_eq!(subject(&"x".repeat(1000)).len(), MAX_SUBJECT + 3);
    }
}
