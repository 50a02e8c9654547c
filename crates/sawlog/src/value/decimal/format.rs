use super::Decimal;
use crate::error::FormatError;
pub(in crate::value) fn write_format(_n: &Decimal, _spec: &str, _out: &mut String) -> Result<(), FormatError> {
    Ok(())
}
