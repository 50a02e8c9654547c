//! A mail as bytes: who it is from, whom it is for, and what records say.

use jiff::Zoned;
use lettre::message::header::{self, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Mailboxes, Message};
use lettre::{Address, address::Envelope};

use super::SMTPError;
use crate::handlers::encoding::{EncodeErrors, Encoder, Encoding};

/// Who writes, and to whom.
pub(super) struct Correspondents {
    from: Mailbox,
    to: Vec<Mailbox>,
}

impl Correspondents {
    /// Reads addresses as they stand in a header: `Shop <shop@example.org>`, several separated by commas.
    pub(super) fn parse(from: &str, to: &[String]) -> Result<Correspondents, SMTPError> {
        // DIFFERENCE: Python takes an address without a domain.
        let wrong = |address: &str, reason: String| SMTPError::Address { address: address.to_owned(), reason };
        let from = from.trim().parse::<Mailbox>().map_err(|error| wrong(from, error.to_string()))?;
        let mut recipients = Vec::new();
        for text in to {
            let several = text.trim().parse::<Mailboxes>().map_err(|error| wrong(text, error.to_string()))?;
            recipients.extend(several);
        }
        if recipients.is_empty() {
            return Err(SMTPError::NoRecipient);
        }
        Ok(Correspondents { from, to: recipients })
    }

    /// The sender's address alone.
    pub(super) fn sender(&self) -> &Address {
        &self.from.email
    }

    /// The recipients' addresses alone.
    pub(super) fn recipients(&self) -> impl Iterator<Item = &Address> {
        self.to.iter().map(|mailbox| &mailbox.email)
    }

    /// A mail of this subject and text, written now, without the line end that the protocol adds.
    pub(super) fn write(&self, subject: &str, text: &str) -> Result<Vec<u8>, lettre::error::Error> {
        let envelope = Envelope::new(Some(self.sender().clone()), self.recipients().cloned().collect())?;
        let mut message = Message::builder()
            .envelope(envelope)
            .from(self.from.clone())
            .header(header::To::from(Mailboxes::from(self.to.clone())))
            .subject(subject)
            .header(header::MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(lines(text))?;
        // The builder knows UTC alone.
        let date = jiff::fmt::rfc2822::to_string(&Zoned::now()).unwrap_or_default();
        if !date.is_empty() {
            message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str("Date"), date));
        }
        let mut bytes = message.formatted();
        if bytes.ends_with(b"\r\n") {
            bytes.truncate(bytes.len() - 2);
        }
        Ok(bytes)
    }
}

/// The text as lines that end alike, what UTF-8 lacks as escapes.
fn lines(text: &str) -> String {
    // DIFFERENCE: Python puts `>` before a line that begins with `From `, as files of many mails need it.
    // DIFFERENCE: Python sends no mail at all where the text has a lone surrogate.
    let mut encoder = Encoder::new(Encoding::UTF_8, EncodeErrors::BackslashReplace);
    let text = encoder.encode(text).map_or_else(|_| text.to_owned(), |bytes| String::from_utf8_lossy(bytes).into());
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
