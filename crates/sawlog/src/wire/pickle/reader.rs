//! A cursor over a pickle's bytes.

use super::super::error::PickleErrorKind;

pub(super) struct Reader<'a> {
    data: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(data: &'a [u8]) -> Reader<'a> {
        Reader { data, position: 0 }
    }

    #[inline]
    pub(super) fn position(&self) -> usize {
        self.position
    }

    #[inline]
    pub(super) fn byte(&mut self) -> Result<u8, PickleErrorKind> {
        let byte = *self.data.get(self.position).ok_or(PickleErrorKind::Truncated)?;
        self.position += 1;
        Ok(byte)
    }

    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], PickleErrorKind> {
        let rest = self.data.get(self.position..).ok_or(PickleErrorKind::Truncated)?;
        let array = *rest.first_chunk::<N>().ok_or(PickleErrorKind::Truncated)?;
        self.position += N;
        Ok(array)
    }

    /// A length of four bytes.
    #[inline]
    pub(super) fn len4(&mut self) -> Result<u64, PickleErrorKind> {
        Ok(u64::from(u32::from_le_bytes(self.array()?)))
    }

    /// A length of eight bytes.
    pub(super) fn len8(&mut self) -> Result<u64, PickleErrorKind> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// As many bytes as announced; nothing is reserved for them.
    #[inline]
    pub(super) fn take(&mut self, len: u64) -> Result<&'a [u8], PickleErrorKind> {
        let rest = &self.data[self.position..];
        let len = usize::try_from(len).map_err(|_| PickleErrorKind::Truncated)?;
        let taken = rest.get(..len).ok_or(PickleErrorKind::Truncated)?;
        self.position += len;
        Ok(taken)
    }

    /// The bytes up to the next line feed.
    #[inline]
    pub(super) fn line(&mut self) -> Result<&'a [u8], PickleErrorKind> {
        let rest = &self.data[self.position..];
        let len = rest.iter().position(|byte| *byte == b'\n').ok_or(PickleErrorKind::Truncated)?;
        self.position += len + 1;
        Ok(&rest[..len])
    }

    /// Whether this many bytes are left.
    pub(super) fn has(&self, len: u64) -> bool {
        usize::try_from(len).is_ok_and(|len| len <= self.data.len() - self.position)
    }
}
