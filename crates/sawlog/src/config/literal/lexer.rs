//! Words of an expression: numbers, texts, names and signs.

use super::number;
use super::quoted::{self, Fault, Quoted};
use crate::value::Value;

/// One word.
#[derive(Clone, Debug)]
pub(super) enum Token<'t> {
    Number(Value<'static>),
    Quoted(Quoted),
    Name(&'t str),
    Sign(&'static str),
    /// The end of a line that is not within brackets.
    LineEnd,
    End,
}

/// Signs, longer ones before those that they begin with. What is no operator here is known so that it can be refused by name.
const SIGNS: [&str; 41] = [
    "**=", "//=", ">>=", "<<=", "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "->", ":=", "+=", "-=", "*=",
    "/=", "%=", "|=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~",
    "=",
];

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// How many brackets are open.
    open: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        // Python takes white space before an expression for nothing.
        Lexer { text, at: text.len() - text.trim_start_matches([' ', '\t']).len(), open: 0 }
    }

    /// The next word and where it begins.
    pub(super) fn next(&mut self) -> Result<(Token<'t>, usize), Fault> {
        let ended_line = self.skip()?;
        let begin = self.at;
        let rest = &self.text[begin..];
        let Some(first) = rest.chars().next() else { return Ok((Token::End, begin)) };
        if ended_line {
            return Ok((Token::LineEnd, begin));
        }
        let here = |fault: Fault| Fault { at: fault.at + begin, ..fault };
        if let Some(prefix) = quoted::prefix(rest) {
            let (quoted, length) = quoted::read(rest, prefix).map_err(here)?;
            self.at += length;
            return Ok((Token::Quoted(quoted), begin));
        }
        let second_is_digit = rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        if first.is_ascii_digit() || (first == '.' && second_is_digit) {
            let (value, length) = number::read(rest).map_err(|message| Fault { message, at: begin })?;
            self.at += length;
            return Ok((Token::Number(value), begin));
        }
        if first == '_' || first.is_alphabetic() {
            let length = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
            self.at += length;
            return Ok((Token::Name(&rest[..length]), begin));
        }
        let Some(sign) = SIGNS.into_iter().chain(["<", ">"]).find(|sign| rest.starts_with(sign)) else {
            return Err(Fault { message: format!("the character {first:?} has no place here"), at: begin });
        };
        match sign {
            "(" | "[" | "{" => self.open += 1,
            ")" | "]" | "}" => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.at += sign.len();
        Ok((Token::Sign(sign), begin))
    }

    /// Skips what says nothing; true if a line has ended that is not within brackets.
    fn skip(&mut self) -> Result<bool, Fault> {
        let mut ended_line = false;
        loop {
            let rest = &self.text[self.at..];
            match rest.as_bytes() {
                [b' ' | b'\t' | b'\x0c', ..] => self.at += 1,
                [b'\n' | b'\r', ..] => {
                    self.at += 1;
                    ended_line |= self.open == 0;
                }
                [b'#', ..] => self.at += rest.find(['\n', '\r']).unwrap_or(rest.len()),
                [b'\\', b'\r', b'\n', ..] => self.at += 3,
                [b'\\', b'\n' | b'\r', ..] => self.at += 2,
                [b'\\', ..] => {
                    return Err(Fault {
                        message: "a backslash goes on with the next line alone".to_owned(),
                        at: self.at,
                    });
                }
                _ => return Ok(ended_line),
            }
        }
    }
}
