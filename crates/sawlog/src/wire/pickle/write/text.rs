//! Texts, names and integers, as protocol 1 has them.

use super::super::opcode as op;
use crate::value::surrogate;

/// Appends a `str`: UTF-8 in which lone surrogates are encoded, too.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(op::BINUNICODE);
    if !surrogate::has_surrogates(text) {
        out.extend(length(text.len()));
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let start = out.len();
    out.extend([0; 4]);
    for c in text.chars() {
        match surrogate::surrogate_of(c) {
            Some(code) => {
                out.extend([0xE0 | (code >> 12) as u8, 0x80 | (code >> 6 & 0x3F) as u8, 0x80 | (code & 0x3F) as u8])
            }
            None => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    let length = length(out.len() - start - 4);
    out[start..start + 4].copy_from_slice(&length);
}

/// A pickle is refused before its length passes 32 bits.
fn length(len: usize) -> [u8; 4] {
    u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes()
}

/// Appends the name of a class or function.
pub(super) fn write_global(module: &str, name: &str, out: &mut Vec<u8>) {
    out.push(op::GLOBAL);
    for part in [module, name] {
        out.extend_from_slice(part.as_bytes());
        out.push(b'\n');
    }
}

pub(super) fn write_bool(flag: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if flag { b"I01\n" } else { b"I00\n" });
}

pub(super) fn write_float(number: f64, out: &mut Vec<u8>) {
    out.push(op::BINFLOAT);
    out.extend(number.to_be_bytes());
}

pub(super) fn write_integer(number: i64, out: &mut Vec<u8>) {
    if let Ok(byte) = u8::try_from(number) {
        out.extend([op::BININT1, byte]);
    } else if let Ok(short) = u16::try_from(number) {
        out.push(op::BININT2);
        out.extend(short.to_le_bytes());
    } else if let Ok(int) = i32::try_from(number) {
        out.push(op::BININT);
        out.extend(int.to_le_bytes());
    } else {
        let mut digits = [0; 20];
        write_long(decimal(number, &mut digits), out);
    }
}

/// Appends an integer by its digits, with its sign.
pub(super) fn write_long(digits: &[u8], out: &mut Vec<u8>) {
    out.push(op::LONG);
    out.extend_from_slice(digits);
    out.extend_from_slice(b"L\n");
}

/// The decimal digits of a number, its sign before them.
fn decimal(number: i64, room: &mut [u8; 20]) -> &[u8] {
    let mut at = room.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        room[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        at -= 1;
        room[at] = b'-';
    }
    &room[at..]
}
