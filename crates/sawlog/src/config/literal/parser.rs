//! Words become a value: Python's grammar of expressions, as far as nothing has to be evaluated.

use super::arithmetic::{self, precedence};
use super::lexer::{Lexer, Token};
use super::names;
use super::quoted::{Fault, Quoted};
use super::{Literal, LiteralKind};
use crate::config::budget::Budget;
use crate::config::error::{ConfigError, ConfigErrorKind, Position};
use crate::config::factories::{Object, Registry};
use crate::config::ini::{Places, Text};
use crate::value::Value;

/// How deep brackets, and operators that wait for their right side, may be nested.
const MAX_NESTING: usize = 200;

/// Words of the language that have something evaluated, or decided.
const WORDS: [&str; 11] = ["lambda", "not", "await", "yield", "if", "else", "for", "and", "or", "in", "is"];

pub(super) struct Parser<'t> {
    places: Places<'t>,
    lexer: Lexer<'t>,
    token: Token<'t>,
    /// Where the token begins.
    at: usize,
    registry: &'t Registry,
    budget: &'t mut Budget,
}

impl<'t> Parser<'t> {
    pub(super) fn new(
        text: &'t Text,
        registry: &'t Registry,
        budget: &'t mut Budget,
    ) -> Result<Parser<'t>, ConfigError> {
        let (lexer, places) = (Lexer::new(text.as_str()), Places::of(text));
        let mut parser = Parser { places, lexer, token: Token::End, at: 0, registry, budget };
        if let Some(at) = text.as_str().find('\0') {
            return Err(parser.error_at("the character U+0000 has no place here", at));
        }
        parser.advance()?;
        Ok(parser)
    }

    /// The whole text as one expression; with commas it is a tuple.
    pub(super) fn whole(mut self) -> Result<Literal, ConfigError> {
        let position = self.here();
        if matches!(self.token, Token::End) {
            return Err(self.error("a value is missing"));
        }
        let first = self.expression(0)?;
        let value = if self.sees(",") {
            let items = self.items(vec![first], None, 0)?;
            Literal { kind: LiteralKind::Tuple(items), position }
        } else {
            first
        };
        match self.token {
            Token::End => Ok(value),
            Token::LineEnd => Err(self.error("the value ends before this line; brackets hold lines together")),
            _ => Err(self.unexpected()),
        }
    }

    fn expression(&mut self, depth: usize) -> Result<Literal, ConfigError> {
        let value = self.binary(0, depth)?;
        match self.token {
            Token::Name(word) if WORDS.contains(&word) => Err(self.evaluated(&format!("{word:?}"))),
            Token::Sign(sign @ ("<" | ">" | "<=" | ">=" | "==" | "!=" | ":=")) => Err(self.evaluated(sign)),
            _ => Ok(value),
        }
    }

    fn binary(&mut self, loosest: u8, depth: usize) -> Result<Literal, ConfigError> {
        let mut left = self.unary(depth)?;
        loop {
            let Token::Sign(sign) = self.token else { return Ok(left) };
            let Some(binds) = precedence(sign).filter(|binds| *binds >= loosest) else { return Ok(left) };
            let at = self.at;
            self.advance()?;
            let right = self.binary(binds + 1, depth + 1)?;
            left = self.calculate(sign, at, left, right)?;
        }
    }

    /// Signs before a value; they bind tighter than all between two values but `**`.
    fn unary(&mut self, depth: usize) -> Result<Literal, ConfigError> {
        let mut signs = Vec::new();
        while let Token::Sign(sign @ ("-" | "+" | "~")) = self.token {
            self.budget.spend(0)?;
            signs.push((sign, self.at, self.here()));
            self.advance()?;
        }
        let mut value = self.power(depth)?;
        for (sign, at, position) in signs.into_iter().rev() {
            let LiteralKind::Scalar(scalar) = &value.kind else {
                return Err(self.error_at(&format!("{sign} is for numbers alone, not for {}", value.type_name()), at));
            };
            let result = arithmetic::unary(sign, scalar).map_err(|message| self.error_at(&message, at))?;
            value = Literal { kind: LiteralKind::Scalar(result), position };
        }
        Ok(value)
    }

    fn power(&mut self, depth: usize) -> Result<Literal, ConfigError> {
        let base = self.operand(depth)?;
        if !self.sees("**") {
            return Ok(base);
        }
        let at = self.at;
        self.advance()?;
        let exponent = self.unary(depth + 1)?;
        self.calculate("**", at, base, exponent)
    }

    fn calculate(&mut self, sign: &str, at: usize, left: Literal, right: Literal) -> Result<Literal, ConfigError> {
        self.budget.spend(0)?;
        let (LiteralKind::Scalar(a), LiteralKind::Scalar(b)) = (&left.kind, &right.kind) else {
            let (a, b) = (left.type_name(), right.type_name());
            return Err(self.error_at(&format!("{sign} is for integers alone here, not for {a} and {b}"), at));
        };
        match arithmetic::binary(sign, a, b) {
            Ok(value) => Ok(Literal { kind: LiteralKind::Scalar(value), position: left.position }),
            Err(message) => {
                let error = self.error_at(&message, at);
                let texts = sign == "+" && a.as_str().is_some() && b.as_str().is_some();
                Err(if texts { error.with_hint("two texts side by side are one: 'a' 'b'") } else { error })
            }
        }
    }

    fn operand(&mut self, depth: usize) -> Result<Literal, ConfigError> {
        if depth > MAX_NESTING {
            return Err(self.error(&format!("the value is nested more than {MAX_NESTING} deep")));
        }
        self.budget.spend(0).map_err(|error| error.at(self.places.at(self.at)))?;
        let position = self.here();
        let kind = match self.token.clone() {
            Token::Number(value) => {
                self.advance()?;
                LiteralKind::Scalar(value)
            }
            Token::Quoted(first) => LiteralKind::Scalar(self.quoted(first)?),
            Token::Name(word) => self.named(word)?,
            Token::Sign("(") => self.parenthesis(depth)?,
            Token::Sign("[") => {
                self.advance()?;
                LiteralKind::List(self.items(Vec::new(), Some("]"), depth)?)
            }
            Token::Sign("{") => self.braces(depth)?,
            _ => return Err(self.unexpected()),
        };
        match self.token {
            Token::Sign("(") => Err(self.evaluated("a call")),
            Token::Sign("[") => Err(self.evaluated("a part of a value, in brackets,")),
            Token::Sign(".") => Err(self.evaluated("an attribute of a value")),
            _ => Ok(Literal { kind, position }),
        }
    }

    /// Texts side by side are one.
    fn quoted(&mut self, first: Quoted) -> Result<Value<'static>, ConfigError> {
        let mut whole = first;
        loop {
            self.advance()?;
            let Token::Quoted(next) = &self.token else { break };
            match (&mut whole, next) {
                (Quoted::Text(text), Quoted::Text(more)) => text.push_str(more),
                (Quoted::Bytes(bytes), Quoted::Bytes(more)) => bytes.extend_from_slice(more),
                _ => return Err(self.error("a text and bytes cannot stand side by side")),
            }
        }
        let (value, length) = match whole {
            Quoted::Text(text) => (Value::from(text.clone()), text.len()),
            Quoted::Bytes(bytes) => (Value::Bytes(bytes.clone().into()), bytes.len()),
        };
        self.budget.spend(length)?;
        Ok(value)
    }

    /// A name, and those that follow behind dots.
    fn named(&mut self, first: &str) -> Result<LiteralKind, ConfigError> {
        let begin = self.at;
        let constant = match first {
            "None" => Some(Value::None),
            "True" => Some(Value::Bool(true)),
            "False" => Some(Value::Bool(false)),
            _ if WORDS.contains(&first) => return Err(self.evaluated(&format!("{first:?}"))),
            _ => None,
        };
        self.advance()?;
        if let Some(value) = constant {
            return Ok(LiteralKind::Scalar(value));
        }
        let mut name = first.to_owned();
        while self.sees(".") {
            self.advance()?;
            let Token::Name(next) = self.token else { return Err(self.unexpected()) };
            name.push('.');
            name.push_str(next);
            self.advance()?;
        }
        if self.sees("(") {
            self.at = begin;
            return Err(self.evaluated(&format!("the call of {name}")));
        }
        match names::look_up(&name, self.registry) {
            Ok(Object::Value(value)) => Ok(LiteralKind::Scalar(value)),
            Ok(object) => Ok(LiteralKind::Object(object, name)),
            Err(hint) => {
                let error = ConfigError::new(ConfigErrorKind::Unresolved(name)).at(self.places.at(begin));
                Err(error.with_hint(hint))
            }
        }
    }

    fn parenthesis(&mut self, depth: usize) -> Result<LiteralKind, ConfigError> {
        self.advance()?;
        if self.sees(")") {
            self.advance()?;
            return Ok(LiteralKind::Tuple(Vec::new()));
        }
        let first = self.expression(depth + 1)?;
        if self.sees(")") {
            self.advance()?;
            return Ok(first.kind);
        }
        Ok(LiteralKind::Tuple(self.items(vec![first], Some(")"), depth)?))
    }

    fn braces(&mut self, depth: usize) -> Result<LiteralKind, ConfigError> {
        self.advance()?;
        if self.sees("}") {
            self.advance()?;
            return Ok(LiteralKind::Dict(Vec::new()));
        }
        let first = self.expression(depth + 1)?;
        if !self.sees(":") {
            let items = self.items(vec![first], Some("}"), depth)?;
            items.iter().try_for_each(Literal::check_key)?;
            return Ok(LiteralKind::Set(items));
        }
        let mut entries = Vec::new();
        let mut key = first;
        loop {
            self.expect(":")?;
            let value = self.expression(depth + 1)?;
            key.check_key()?;
            entries.push((key, value));
            if !self.sees("}") {
                self.expect(",")?;
            }
            if self.sees("}") {
                self.advance()?;
                return Ok(LiteralKind::Dict(entries));
            }
            key = self.expression(depth + 1)?;
        }
    }

    /// Items with commas between, up to the bracket that closes them, or to the end.
    fn items(
        &mut self,
        mut items: Vec<Literal>,
        close: Option<&'static str>,
        depth: usize,
    ) -> Result<Vec<Literal>, ConfigError> {
        loop {
            if !items.is_empty() && !self.at_end_of(close) {
                self.expect(",")?;
            }
            if self.at_end_of(close) {
                if close.is_some() {
                    self.advance()?;
                }
                return Ok(items);
            }
            items.push(self.expression(depth + 1)?);
        }
    }

    fn at_end_of(&self, close: Option<&'static str>) -> bool {
        match close {
            Some(close) => self.sees(close),
            None => matches!(self.token, Token::End | Token::LineEnd),
        }
    }

    fn sees(&self, sign: &str) -> bool {
        matches!(self.token, Token::Sign(seen) if seen == sign)
    }

    fn expect(&mut self, sign: &str) -> Result<(), ConfigError> {
        if self.sees(sign) {
            return self.advance();
        }
        match self.token {
            Token::Name("for" | "async") => Err(self.evaluated("a comprehension")),
            _ => {
                let error = self.unexpected();
                Err(if error.hint().is_none() { error.with_hint(format!("is a {sign:?} missing?")) } else { error })
            }
        }
    }

    fn advance(&mut self) -> Result<(), ConfigError> {
        match self.lexer.next() {
            Ok((token, at)) => {
                (self.token, self.at) = (token, at);
                Ok(())
            }
            Err(Fault { message, at }) => Err(self.error_at(&message, at)),
        }
    }

    fn here(&mut self) -> Option<Position> {
        self.places.at(self.at)
    }

    /// Refuses what would have to be evaluated.
    fn evaluated(&mut self, what: &str) -> ConfigError {
        let error = self.error(&format!("{what} would have to be evaluated, and nothing is evaluated here"));
        error.with_hint(
            "what works: texts, numbers, True, False, None, tuples, lists, mappings of them, integers with + - * // % ** <<, \
             and names such as sys.stdout, DEBUG, handlers.SYSLOG_UDP_PORT",
        )
    }

    fn unexpected(&mut self) -> ConfigError {
        let message = match self.token.clone() {
            Token::End => "the value ends too early: is a bracket not closed?".to_owned(),
            Token::LineEnd => "the value ends too early in its line; brackets hold lines together".to_owned(),
            Token::Sign(sign) => format!("{sign:?} has no place here"),
            Token::Name(name) => format!("{name:?} has no place here"),
            Token::Number(_) => "this number has no place here".to_owned(),
            Token::Quoted(_) => "this text has no place here".to_owned(),
        };
        self.error(&message)
    }

    fn error(&mut self, message: &str) -> ConfigError {
        self.error_at(message, self.at)
    }

    fn error_at(&mut self, message: &str, at: usize) -> ConfigError {
        ConfigError::new(ConfigErrorKind::Value(message.to_owned())).at(self.places.at(at))
    }
}
