//! The names that would have been right.

/// At most this many names are listed in a hint.
const LISTED: usize = 40;

/// What to say of them: the closest one if one is close, else all of them.
pub(crate) fn known_names<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    if let Some(name) = closest(wrong, known.iter().copied()) {
        return Some(format!("did you mean {name:?}?"));
    }
    let shown = &known[..known.len().min(LISTED)];
    let rest = if shown.len() < known.len() { ", ..." } else { "" };
    (!shown.is_empty()).then(|| format!("known: {}{rest}", shown.join(", ")))
}

/// The name that may have been meant.
pub(super) fn closest<'n>(wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    closest_within(wrong, known, tolerance)
}

/// The same, where a name may be so many letters away.
pub(super) fn closest_within<'n>(
    wrong: &str,
    known: impl IntoIterator<Item = &'n str>,
    tolerance: impl Fn(&str) -> usize,
) -> Option<&'n str> {
    let close = known.into_iter().map(|name| (distance(wrong, name), name));
    close.filter(|(distance, name)| *distance <= tolerance(name)).min().map(|(_, name)| name)
}

/// Whether one name may have been written for the other.
pub(crate) fn are_close(right: &str, written: &str) -> bool {
    distance(written, right) <= tolerance(right)
}

fn tolerance(name: &str) -> usize {
    1 + name.chars().count() / 4
}

/// How many characters must change for one name to become the other, letter case not counted; names far longer
/// than any known one are not compared.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(100).flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().take(100).flat_map(char::to_lowercase).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
