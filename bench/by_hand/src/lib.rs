//! What a programmer would write for the one line that all write, and nothing else: the floors are made of it.

mod local_second;

pub use local_second::LocalSecond;

/// Pushes the line up to its message: time, level, and logger.
#[inline]
pub fn head((second, millis): (&str, u32), logger: &str, mut push: impl FnMut(&[u8])) {
    push(second.as_bytes());
    let digit = |number: u32| b'0' + (number % 10) as u8;
    push(&[b',', digit(millis / 100), digit(millis / 10), digit(millis)]);
    push(b" INFO ");
    push(logger.as_bytes());
    push(b" ");
}

/// Pushes the message.
#[inline]
pub fn message(item: u64, basket: &str, mut push: impl FnMut(&[u8])) {
    push(b"put ");
    number(item, &mut push);
    push(b" into ");
    push(basket.as_bytes());
}

fn number(mut number: u64, mut push: impl FnMut(&[u8])) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    push(&digits[at..]);
}
