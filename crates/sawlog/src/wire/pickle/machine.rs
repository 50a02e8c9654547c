//! The machine: a stack, marks and a memo. It makes lists, dicts and names, and calls nothing.

use super::super::Limits;
use super::super::error::{PickleError, PickleErrorKind as Kind};
use super::item::{Item, Node};
use super::opcode as op;
use super::reader::Reader;

/// What a pickle describes: the value that it ends with, and the nodes that it refers to.
pub(super) struct Program<'a> {
    pub(super) root: Item<'a>,
    pub(super) nodes: Vec<Node<'a>>,
    /// What is left of the memory that the limits allow.
    pub(super) memory: usize,
    /// Where the pickle's STOP stands.
    pub(super) end: usize,
}

/// Runs a pickle.
///
/// # Errors
/// It is malformed, refers to something outside of it, or costs more than `limits` allow.
pub(super) fn run<'a>(pickle: &'a [u8], limits: &Limits) -> Result<Program<'a>, PickleError> {
    let mut machine = Machine::new(pickle, limits);
    match machine.run() {
        Ok(root) => {
            let Machine { nodes, memory, opcode_at: end, .. } = machine;
            Ok(Program { root, nodes, memory, end })
        }
        Err(kind) => Err(PickleError { kind, offset: machine.opcode_at }),
    }
}

pub(super) struct Machine<'a, 'l> {
    pub(super) reader: Reader<'a>,
    pub(super) limits: &'l Limits,
    pub(super) nodes: Vec<Node<'a>>,
    stack: Vec<Item<'a>>,
    /// Where the stack's marks stand.
    marks: Vec<usize>,
    /// The topmost mark: nothing below it can be taken.
    fence: usize,
    memo: Vec<Option<Item<'a>>>,
    memory: usize,
    opcode_at: usize,
}

impl<'a, 'l> Machine<'a, 'l> {
    fn new(pickle: &'a [u8], limits: &'l Limits) -> Machine<'a, 'l> {
        Machine {
            reader: Reader::new(pickle),
            limits,
            nodes: Vec::with_capacity(4),
            // A plain record puts 21 pairs on the stack and its texts into the memo.
            stack: Vec::with_capacity(64),
            marks: Vec::new(),
            fence: 0,
            memo: Vec::with_capacity(64),
            memory: limits.memory,
            opcode_at: 0,
        }
    }

    fn run(&mut self) -> Result<Item<'a>, Kind> {
        for _ in 0..self.limits.items {
            self.opcode_at = self.reader.position();
            let opcode = self.reader.byte()?;
            match opcode {
                // What a plain record is made of comes first.
                op::BINUNICODE => {
                    let len = self.reader.len4()?;
                    self.push_text(len, "BINUNICODE")?;
                }
                op::BINPUT => {
                    let index = u64::from(self.reader.byte()?);
                    self.put(index)?;
                }
                op::SHORT_BINUNICODE => {
                    let len = u64::from(self.reader.byte()?);
                    self.push_text(len, "SHORT_BINUNICODE")?;
                }
                op::MEMOIZE => self.put(self.memo.len() as u64)?,
                op::NONE => self.push(Item::None)?,
                op::BININT1 => {
                    let number = self.reader.byte()?;
                    self.push(Item::Int(i64::from(number)))?;
                }
                op::BININT2 => {
                    let number = u16::from_le_bytes(self.reader.array()?);
                    self.push(Item::Int(i64::from(number)))?;
                }
                op::BININT => {
                    let number = i32::from_le_bytes(self.reader.array()?);
                    self.push(Item::Int(i64::from(number)))?;
                }
                op::BINFLOAT => {
                    let number = f64::from_be_bytes(self.reader.array()?);
                    self.push(Item::Float(number))?;
                }
                op::BINGET => {
                    let index = u64::from(self.reader.byte()?);
                    self.recall(index)?;
                }
                op::MARK => {
                    self.fence = self.stack.len();
                    self.marks.push(self.fence);
                }
                op::SETITEMS => self.set_items()?,
                op::EMPTY_DICT => self.push_node(Node::Dict(Vec::new()))?,
                op::STOP => return self.pop("STOP"),

                op::NEWTRUE => self.push(Item::Bool(true))?,
                op::NEWFALSE => self.push(Item::Bool(false))?,
                op::INT => self.push_int_line()?,
                op::LONG => self.push_long_line()?,
                op::LONG1 => {
                    let len = u64::from(self.reader.byte()?);
                    self.push_long_bytes(len, "LONG1")?;
                }
                op::LONG4 => {
                    let len = i32::from_le_bytes(self.reader.array()?);
                    let len = u64::try_from(len).map_err(|_| Kind::Malformed("LONG4"))?;
                    self.push_long_bytes(len, "LONG4")?;
                }
                op::FLOAT => self.push_float_line()?,
                op::STRING => self.push_string_line()?,
                op::UNICODE => self.push_unicode_line()?,
                op::BINSTRING => {
                    let len = i32::from_le_bytes(self.reader.array()?);
                    let len = u64::try_from(len).map_err(|_| Kind::Malformed("BINSTRING"))?;
                    self.push_python2_str(len)?;
                }
                op::SHORT_BINSTRING => {
                    let len = u64::from(self.reader.byte()?);
                    self.push_python2_str(len)?;
                }
                op::BINUNICODE8 => {
                    let len = self.reader.len8()?;
                    self.push_text(len, "BINUNICODE8")?;
                }
                op::SHORT_BINBYTES => {
                    let len = u64::from(self.reader.byte()?);
                    self.push_bytes(len)?;
                }
                op::BINBYTES => {
                    let len = self.reader.len4()?;
                    self.push_bytes(len)?;
                }
                op::BINBYTES8 => {
                    let len = self.reader.len8()?;
                    self.push_bytes(len)?;
                }
                op::BYTEARRAY8 => {
                    let len = self.reader.len8()?;
                    let bytes = self.reader.take(len)?;
                    self.push_node(Node::ByteArray(bytes))?;
                }

                op::EMPTY_LIST => self.push_node(Node::List(Vec::new()))?,
                op::EMPTY_TUPLE => self.push_node(Node::Tuple(Vec::new()))?,
                op::EMPTY_SET => self.push_node(Node::Set(Vec::new()))?,
                op::TUPLE1 => self.push_tuple(1, "TUPLE1")?,
                op::TUPLE2 => self.push_tuple(2, "TUPLE2")?,
                op::TUPLE3 => self.push_tuple(3, "TUPLE3")?,
                op::TUPLE => {
                    let items = self.pop_to_mark("TUPLE")?;
                    self.push_node(Node::Tuple(items))?;
                }
                op::LIST => {
                    let items = self.pop_to_mark("LIST")?;
                    self.push_node(Node::List(items))?;
                }
                op::FROZENSET => {
                    let items = self.pop_to_mark("FROZENSET")?;
                    self.push_node(Node::FrozenSet(items))?;
                }
                op::DICT => self.push_dict()?,
                op::APPEND => self.append()?,
                op::APPENDS => self.append_items()?,
                op::ADDITEMS => self.add_items()?,
                op::SETITEM => self.set_item()?,

                op::PUT => {
                    let index = self.index_line("PUT")?;
                    self.put(index)?;
                }
                op::LONG_BINPUT => {
                    let index = self.reader.len4()?;
                    self.put(index)?;
                }
                op::GET => {
                    let index = self.index_line("GET")?;
                    self.recall(index)?;
                }
                op::LONG_BINGET => {
                    let index = self.reader.len4()?;
                    self.recall(index)?;
                }
                op::POP => self.pop_any()?,
                op::POP_MARK => drop(self.pop_to_mark("POP_MARK")?),
                op::DUP => {
                    let top = self.top("DUP")?;
                    self.push(top)?;
                }

                op::GLOBAL => self.push_global_lines()?,
                op::STACK_GLOBAL => self.push_stack_global()?,
                op::REDUCE => self.reduce("REDUCE")?,
                op::NEWOBJ => self.reduce("NEWOBJ")?,
                op::NEWOBJ_EX => self.new_object_with_keywords()?,
                op::INST => self.instance()?,
                op::OBJ => self.object()?,
                op::BUILD => self.build()?,

                op::PROTO => {
                    let protocol = self.reader.byte()?;
                    if protocol > 5 {
                        return Err(Kind::Protocol(protocol));
                    }
                }
                op::FRAME => {
                    let len = self.reader.len8()?;
                    if !self.reader.has(len) {
                        return Err(Kind::Truncated);
                    }
                }
                op::PERSID => return Err(Kind::External("PERSID")),
                op::BINPERSID => return Err(Kind::External("BINPERSID")),
                op::EXT1 | op::EXT2 | op::EXT4 => return Err(Kind::External("EXT")),
                op::NEXT_BUFFER => return Err(Kind::External("NEXT_BUFFER")),
                op::READONLY_BUFFER => return Err(Kind::External("READONLY_BUFFER")),
                unknown => return Err(Kind::UnknownOpcode(unknown)),
            }
        }
        Err(Kind::Limit { what: "opcodes", limit: self.limits.items })
    }

    /// Takes memory out of the budget.
    #[inline]
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), Kind> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => Err(Kind::Limit { what: "bytes of memory", limit: self.limits.memory }),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, item: Item<'a>) -> Result<(), Kind> {
        if self.stack.len() == self.stack.capacity() {
            self.charge(self.stack.len() * size_of::<Item<'_>>())?;
        }
        self.stack.push(item);
        Ok(())
    }

    pub(super) fn push_node(&mut self, node: Node<'a>) -> Result<(), Kind> {
        self.charge(2 * size_of::<Node<'_>>())?;
        let index = u32::try_from(self.nodes.len())
            .map_err(|_| Kind::Limit { what: "containers", limit: u32::MAX as usize })?;
        self.nodes.push(node);
        self.push(Item::Node(index))
    }

    #[inline]
    pub(super) fn pop(&mut self, opcode: &'static str) -> Result<Item<'a>, Kind> {
        if self.stack.len() <= self.fence {
            return Err(Kind::Underflow(opcode));
        }
        self.stack.pop().ok_or(Kind::Underflow(opcode))
    }

    #[inline]
    pub(super) fn top(&self, opcode: &'static str) -> Result<Item<'a>, Kind> {
        if self.stack.len() <= self.fence {
            return Err(Kind::Underflow(opcode));
        }
        self.stack.last().copied().ok_or(Kind::Underflow(opcode))
    }

    /// Removes the topmost mark; what was pushed since is from the returned place on.
    #[inline]
    pub(super) fn pop_mark(&mut self, opcode: &'static str) -> Result<usize, Kind> {
        let mark = self.marks.pop().ok_or(Kind::NoMark(opcode))?;
        self.fence = self.marks.last().copied().unwrap_or(0);
        Ok(mark)
    }

    pub(super) fn pop_to_mark(&mut self, opcode: &'static str) -> Result<Vec<Item<'a>>, Kind> {
        let mark = self.pop_mark(opcode)?;
        self.charge((self.stack.len() - mark) * size_of::<Item<'_>>())?;
        Ok(self.stack.drain(mark..).collect())
    }

    /// What was pushed since a removed mark, and the node of the value below it.
    pub(super) fn split_at_mark(
        &mut self,
        mark: usize,
        opcode: &'static str,
    ) -> Result<(std::vec::Drain<'_, Item<'a>>, &mut Node<'a>), Kind> {
        let below = mark.checked_sub(1).filter(|below| *below >= self.fence).ok_or(Kind::Underflow(opcode))?;
        match self.stack.get(below).copied() {
            Some(Item::Node(index)) => Ok((self.stack.drain(mark..), &mut self.nodes[index as usize])),
            Some(item) => Err(Kind::WrongType { opcode, found: super::item::type_name(item, &self.nodes) }),
            None => Err(Kind::Underflow(opcode)),
        }
    }

    pub(super) fn pushed_since(&self, mark: usize) -> usize {
        self.stack.len() - mark
    }

    fn pop_any(&mut self) -> Result<(), Kind> {
        // As CPython: with nothing above it, the mark itself is taken.
        if self.stack.len() == self.fence && !self.marks.is_empty() {
            return self.pop_mark("POP").map(drop);
        }
        self.pop("POP").map(drop)
    }

    #[inline]
    fn put(&mut self, index: u64) -> Result<(), Kind> {
        let item = self.top("PUT")?;
        if index == self.memo.len() as u64 && self.memo.len() < self.memo.capacity() {
            self.memo.push(Some(item));
            return Ok(());
        }
        self.put_anywhere(index, item)
    }

    #[cold]
    fn put_anywhere(&mut self, index: u64, item: Item<'a>) -> Result<(), Kind> {
        let too_far = Kind::Limit { what: "memo entries", limit: self.limits.items };
        let index = usize::try_from(index).ok().filter(|index| *index < self.limits.items).ok_or(too_far)?;
        if index >= self.memo.len() {
            // A PUT far ahead of the others reserves what lies between; so does growing.
            let grown = (index + 1).max(self.memo.capacity() * 2);
            if grown > self.memo.capacity() {
                self.charge((grown - self.memo.capacity()) * size_of::<Item<'_>>())?;
                self.memo.reserve_exact(grown - self.memo.len());
            }
            self.memo.resize(index + 1, None);
        }
        self.memo[index] = Some(item);
        Ok(())
    }

    #[inline]
    fn recall(&mut self, index: u64) -> Result<(), Kind> {
        let entry = usize::try_from(index).ok().and_then(|index| self.memo.get(index).copied().flatten());
        self.push(entry.ok_or(Kind::NoMemo(index))?)
    }
}
