//! What a mail says: one record, or several and how many were held back.

use super::waiting::Entry;

/// The subject and text of a mail for these records, of which there is at least one.
pub(super) fn compose<T>(batch: &[T], held_back: u64, entry: impl Fn(&T) -> &Entry) -> (String, String) {
    // The first of the gravest is what the mail is about.
    let gravest = batch
        .iter()
        .map(&entry)
        .reduce(|gravest, other| if other.record.level() > gravest.record.level() { other } else { gravest });
    let mut subject = gravest.map(|entry| entry.subject.clone()).unwrap_or_default();
    let texts: Vec<&str> = batch.iter().map(|one| entry(one).text.as_str()).collect();
    let mut text = texts.join("\n");
    match (batch.len(), held_back) {
        (0 | 1, 0) => {}
        (0 | 1, held_back) => subject.push_str(&format!(" ({held_back} more held back)")),
        (records, 0) => subject.push_str(&format!(" ({records} records)")),
        (records, held_back) => subject.push_str(&format!(" ({records} records, {held_back} more held back)")),
    }
    if held_back > 0 {
        let records = if held_back == 1 { "record was" } else { "records were" };
        text.push_str(&format!("\n\n{held_back} more {records} held back and will not be mailed."));
    }
    (subject, text)
}
