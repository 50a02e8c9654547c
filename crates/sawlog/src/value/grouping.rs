//! Digits in groups.

/// Appends digits with a separator between groups, counted from the right, and zeros in front until all of it is
/// `least` characters long (one more where a separator would come first).
pub(super) fn write_grouped(digits: &str, least: usize, group: usize, separator: char, out: &mut String) {
    // Built from the last group to the first.
    let mut groups: Vec<(usize, &str)> = Vec::new();
    let (mut left, mut least) = (digits, least as i64);
    loop {
        let len = (group as i64).min((left.len() as i64).max(least).max(1)) as usize;
        let taken = left.len().min(len);
        groups.push((len - taken, &left[left.len() - taken..]));
        left = &left[..left.len() - taken];
        least -= len as i64;
        if left.is_empty() && least <= 0 {
            break;
        }
        least -= 1;
    }
    for (index, (zeros, text)) in groups.iter().rev().enumerate() {
        if index > 0 {
            out.push(separator);
        }
        out.extend(std::iter::repeat_n('0', *zeros));
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_from_the_right_and_fills_with_zeros() {
        for (digits, least, expected) in [
            ("1", 0, "1"),
            ("1234", 0, "1,234"),
            ("1234", 6, "01,234"),
            ("1234", 8, "0,001,234"),
            ("1234", 9, "0,001,234"),
            ("123456", 4, "123,456"),
        ] {
            let mut out = String::new();
            write_grouped(digits, least, 3, ',', &mut out);
            assert_eq!(out, expected, "{least}");
        }
    }
}
