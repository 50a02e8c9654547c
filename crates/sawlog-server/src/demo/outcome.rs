//! What the demonstration's processes left in the file: each process's records, counted and in order.

use std::fmt;

/// Lines that are shown from the file's beginning and end.
const SHOWN: usize = 5;

/// What the file holds.
pub(super) struct Outcome<'t> {
    lines: Vec<&'t str>,
    workers: Vec<Found>,
    expected: u32,
}

/// One process's records.
struct Found {
    name: String,
    records: u32,
    in_order: bool,
}

impl<'t> Outcome<'t> {
    /// Reads the file's text, in which each of the workers should have `expected` records.
    pub(super) fn of<'n>(text: &'t str, workers: impl Iterator<Item = &'n str>, expected: u32) -> Outcome<'t> {
        let mut workers: Vec<Found> =
            workers.map(|name| Found { name: name.to_owned(), records: 0, in_order: true }).collect();
        let lines: Vec<&str> = text.lines().collect();
        for (name, number) in lines.iter().filter_map(|line| record_of(line)) {
            if let Some(worker) = workers.iter_mut().find(|worker| worker.name == name) {
                worker.records += 1;
                worker.in_order &= number == worker.records;
            }
        }
        Outcome { lines, workers, expected }
    }

    /// Whether every record of every process is there, in order, and nothing else.
    pub(super) fn is_complete(&self) -> bool {
        self.workers.iter().all(|worker| worker.records == self.expected && worker.in_order)
            && self.lines.len() as u64 == u64::from(self.expected) * self.workers.len() as u64
    }
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.lines.len();
        let (head, tail) = (SHOWN.min(total), total.saturating_sub(SHOWN).max(SHOWN.min(total)));
        self.lines[..head].iter().try_for_each(|line| writeln!(f, "    {line}"))?;
        writeln!(f, "    ... {} more lines ...", tail - head)?;
        self.lines[tail..].iter().try_for_each(|line| writeln!(f, "    {line}"))?;
        writeln!(f, "\n{:<16} {:>10} {:>10}  in order", "process", "sent", "in file")?;
        for worker in &self.workers {
            let order = if worker.in_order { "yes" } else { "NO" };
            writeln!(f, "{:<16} {:>10} {:>10}  {order}", worker.name, self.expected, worker.records)?;
        }
        let verdict =
            if self.is_complete() { "none lost, none torn, each process's in order" } else { "NOT ALL THERE" };
        writeln!(f, "\n{total} lines in one file: {verdict}")
    }
}

/// The process and the number of a line's record: `... demo.rust-1: record 17 of 2000`.
fn record_of(line: &str) -> Option<(&str, u32)> {
    let (before, after) = line.rsplit_once(": record ")?;
    let (_, name) = before.rsplit_once("demo.")?;
    let (number, _) = after.split_once(" of ")?;
    Some((name, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(numbers: &[u32]) -> String {
        numbers.iter().map(|n| format!("2026-01-01 00:00:00,000 INFO 7 demo.rust-1: record {n} of 3\n")).collect()
    }

    #[test]
    fn what_is_missing_torn_or_out_of_order_shows() {
        let complete = |text: &str| Outcome::of(text, ["rust-1"].into_iter(), 3).is_complete();
        assert!(complete(&text(&[1, 2, 3])));
        assert!(!complete(&text(&[1, 2])));
        assert!(!complete(&text(&[1, 3, 2])));
        assert!(!complete(&format!("{}torn", text(&[1, 2, 3]))));
    }

    #[test]
    fn a_short_file_is_shown_whole() {
        let text = text(&[1, 2, 3]);
        let shown = Outcome::of(&text, ["rust-1"].into_iter(), 3).to_string();
        assert_eq!(shown.matches("record ").count(), 3);
    }
}
