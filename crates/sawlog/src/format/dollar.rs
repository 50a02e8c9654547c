//! Format strings of `$`-style.

use super::field::{Source, TIME, View};
use super::style::Style;
use super::styled::StyleTemplate;
use super::styled::sealed::Compile;
use crate::error::FormatError;
use crate::value::dollar::{Piece, Pieces, invalid};

/// A compiled `$`-format string.
#[derive(Debug)]
pub struct DollarStyle(Box<[Part]>);

#[derive(Debug)]
enum Part {
    Literal(Box<str>),
    Field(Source),
    Fault(FormatError),
}

impl StyleTemplate for DollarStyle {}

impl Compile for DollarStyle {
    const DEFAULT: &'static str = "${message}";
    const STYLE: Style = Style::Dollar;

    fn compile(format: &str) -> DollarStyle {
        let part = |piece| match piece {
            Piece::Literal(text) => Part::Literal(text.into()),
            Piece::Escaped => Part::Literal("$".into()),
            Piece::Named(name) | Piece::Braced(name) => Part::Field(Source::of(name)),
            Piece::Invalid(at) => Part::Fault(invalid(format, at)),
        };
        DollarStyle(Pieces::new(format).map(part).collect())
    }

    fn validate(format: &str) -> Result<(), FormatError> {
        let mut fields = 0;
        for piece in Pieces::new(format) {
            match piece {
                Piece::Named(_) | Piece::Braced(_) => fields += 1,
                Piece::Invalid(_) => {
                    return Err(FormatError::Value("invalid format: bare '$' not allowed".to_owned()));
                }
                _ => {}
            }
        }
        if fields == 0 {
            return Err(FormatError::Value("invalid format: no fields".to_owned()));
        }
        Ok(())
    }

    fn uses_time(format: &str) -> bool {
        format.contains(&format!("${TIME}")) || format.contains(&format!("${{{TIME}}}"))
    }

    fn fields(format: &str) -> Vec<String> {
        let name = |piece: Piece<'_>| match piece {
            Piece::Named(name) | Piece::Braced(name) => Some(name.to_owned()),
            _ => None,
        };
        Pieces::new(format).filter_map(name).collect()
    }

    #[allow(private_interfaces)]
    fn write(&self, view: &View<'_, '_>, out: &mut String) -> Result<(), FormatError> {
        let room = view.record.room(out.len());
        for part in &self.0 {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Field(source) => view.write_plain(source, out)?,
                Part::Fault(error) => return Err(error.clone()),
            }
            room.check(out)?;
        }
        Ok(())
    }
}
