//! The floor: what a programmer would write for this one line, and nothing else.

use std::fs::File;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;

use super::local_second::LocalSecond;
use crate::bench::Calls;
use crate::line::{BASKET, LOGGER, item};

pub fn prepare(file: &Path) -> anyhow::Result<Calls> {
    let mut file = File::options().create(true).append(true).open(file)?;
    let mut time = LocalSecond::default();
    let mut line = Vec::with_capacity(256);
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            write_line(&mut line, &mut time, black_box(LOGGER), item(call), black_box(BASKET));
            file.write_all(&line).expect("the file can be written");
        }
    }))
}

fn write_line(line: &mut Vec<u8>, time: &mut LocalSecond, logger: &str, item: u64, basket: &str) {
    line.clear();
    let (second, millis) = time.now();
    line.extend_from_slice(second.as_bytes());
    let digit = |number: u32| b'0' + (number % 10) as u8;
    line.extend_from_slice(&[b',', digit(millis / 100), digit(millis / 10), digit(millis)]);
    line.extend_from_slice(b" INFO ");
    line.extend_from_slice(logger.as_bytes());
    line.extend_from_slice(b" put ");
    push_number(line, item);
    line.extend_from_slice(b" into ");
    line.extend_from_slice(basket.as_bytes());
    line.push(b'\n');
}

fn push_number(line: &mut Vec<u8>, mut number: u64) {
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
    line.extend_from_slice(&digits[at..]);
}
