//! Python's literals of texts and bytes: all prefixes but that of f-strings, and all escapes but names of characters.

use crate::value::surrogate;

/// What stands between quotes.
#[derive(Clone, Debug)]
pub(super) enum Quoted {
    Text(String),
    Bytes(Vec<u8>),
}

/// What is wrong with a literal, and at which of its bytes.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) at: usize,
}

/// How long the prefix of a literal is that a text begins with; `None` if it begins with none.
pub(super) fn prefix(text: &str) -> Option<usize> {
    let letters = text.bytes().take(3).take_while(u8::is_ascii_alphabetic).count();
    let quoted = matches!(text.as_bytes().get(letters), Some(b'\'' | b'"'));
    let known = ["", "r", "u", "b", "f", "br", "rb", "fr", "rf", "t", "tr", "rt"];
    (quoted && known.contains(&&*text[..letters].to_ascii_lowercase())).then_some(letters)
}

/// The literal that a text begins with, and how many bytes it is long.
pub(super) fn read(text: &str, prefix: usize) -> Result<(Quoted, usize), Fault> {
    let letters = text[..prefix].to_ascii_lowercase();
    if letters.contains(['f', 't']) {
        return Err(fault("a text that is formatted is not evaluated: write it out, without its prefix", 0));
    }
    let quote = &text[prefix..=prefix];
    let triple = text[prefix..].starts_with(&quote.repeat(3));
    let quotes = if triple { quote.repeat(3) } else { quote.to_owned() };
    let mut reader = Reader {
        text,
        at: prefix + quotes.len(),
        raw: letters.contains('r'),
        bytes: letters.contains('b'),
        out: String::new(),
        out_bytes: Vec::new(),
    };
    while !text[reader.at..].starts_with(&quotes) {
        reader.one(triple)?;
    }
    let length = reader.at + quotes.len();
    let quoted = if reader.bytes { Quoted::Bytes(reader.out_bytes) } else { Quoted::Text(reader.out) };
    Ok((quoted, length))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    raw: bool,
    bytes: bool,
    out: String,
    out_bytes: Vec<u8>,
}

impl Reader<'_> {
    fn one(&mut self, triple: bool) -> Result<(), Fault> {
        let c = self.peek().ok_or_else(|| fault("the text has no end: its closing quote is missing", 0))?;
        match c {
            '\n' | '\r' if !triple => Err(fault("the text has no end in its line: its closing quote is missing", 0)),
            '\n' | '\r' => {
                self.take_line_end();
                self.push('\n')
            }
            '\\' if self.raw => {
                self.at += 1;
                self.push('\\')?;
                // A quote behind it is no end.
                match self.peek() {
                    Some('\n' | '\r') => {
                        self.take_line_end();
                        self.push('\n')
                    }
                    Some(next) => {
                        self.at += next.len_utf8();
                        self.push(next)
                    }
                    None => Ok(()),
                }
            }
            '\\' => self.escape(),
            _ => {
                self.push(c)?;
                self.at += c.len_utf8();
                Ok(())
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let begin = self.at;
        self.at += 1;
        let Some(c) = self.peek() else { return Ok(()) };
        if matches!(c, '\n' | '\r') {
            self.take_line_end();
            return Ok(());
        }
        self.at += c.len_utf8();
        let simple = match c {
            '\\' | '\'' | '"' => c,
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            '0'..='7' => {
                self.at = begin + 1;
                let number = self.digits(8, 1, 3).unwrap_or(0);
                return self.push_code(if self.bytes { number & 0xff } else { number }, begin);
            }
            'x' => return self.numbered(2, "\\x", begin),
            'u' if !self.bytes => return self.numbered(4, "\\u", begin),
            'U' if !self.bytes => return self.numbered(8, "\\U", begin),
            // DIFFERENCE: Python has a table of the names of all characters.
            'N' if !self.bytes => {
                return Err(fault("characters are not known by their names: write their numbers, as \\u2026", begin));
            }
            _ => {
                // As in Python, no escape.
                self.push('\\')?;
                return self.push_at(c, begin + 1);
            }
        };
        self.push(simple)
    }

    fn numbered(&mut self, digits: usize, name: &str, begin: usize) -> Result<(), Fault> {
        match self.digits(16, digits, digits) {
            Some(number) => self.push_code(number, begin),
            None => Err(fault(&format!("{name} is followed by {digits} hexadecimal digits"), begin)),
        }
    }

    fn digits(&mut self, radix: u32, least: usize, most: usize) -> Option<u32> {
        let rest = &self.text[self.at..];
        let count = rest.chars().take(most).take_while(|c| c.is_digit(radix)).count();
        let number = (count >= least).then(|| u32::from_str_radix(&rest[..count], radix).ok()).flatten()?;
        self.at += count;
        Some(number)
    }

    fn push_code(&mut self, number: u32, begin: usize) -> Result<(), Fault> {
        if self.bytes {
            self.out_bytes.push(number as u8);
            return Ok(());
        }
        match surrogate::char_for(number) {
            Some(c) => {
                self.out.push(c);
                Ok(())
            }
            None => Err(fault("there is no character of this number", begin)),
        }
    }

    fn push(&mut self, c: char) -> Result<(), Fault> {
        self.push_at(c, self.at)
    }

    fn push_at(&mut self, c: char, at: usize) -> Result<(), Fault> {
        if !self.bytes {
            self.out.push(c);
        } else if c.is_ascii() {
            self.out_bytes.push(c as u8);
        } else {
            return Err(fault("bytes are written in ASCII alone: write \\x and two digits", at));
        }
        Ok(())
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take_line_end(&mut self) {
        let rest = &self.text[self.at..];
        self.at += if rest.starts_with("\r\n") { 2 } else { 1 };
    }
}

fn fault(message: &str, at: usize) -> Fault {
    Fault { message: message.to_owned(), at }
}
