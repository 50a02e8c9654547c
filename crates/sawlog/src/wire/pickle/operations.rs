//! What the machine's opcodes do, one family a section: literals, containers, objects.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::error::PickleErrorKind as Kind;
use super::item::{Global, Item, Node, Object, type_name};
use super::machine::Machine;
use super::number::{self, Integer, Malformed};
use super::text::{self, Text};
use crate::wire::attributes::MAX_NAME;

const NAME_TOO_LONG: Kind = Kind::Limit { what: "bytes of a type's name", limit: MAX_NAME };

impl<'a> Machine<'a, '_> {
    #[inline]
    pub(super) fn push_text(&mut self, len: u64, opcode: &'static str) -> Result<(), Kind> {
        match self.reader.text(len, opcode)? {
            Text::Borrowed(text) => self.push(Item::Str(text)),
            Text::Owned(text) => self.push_owned_text(text),
        }
    }

    fn push_owned_text(&mut self, text: String) -> Result<(), Kind> {
        self.charge(text.capacity())?;
        self.push_node(Node::Text(text))
    }

    fn push_cow(&mut self, text: Cow<'a, str>) -> Result<(), Kind> {
        match text {
            Cow::Borrowed(text) => self.push(Item::Str(text)),
            Cow::Owned(text) => self.push_owned_text(text),
        }
    }

    pub(super) fn push_bytes(&mut self, len: u64) -> Result<(), Kind> {
        let bytes = self.reader.take(len)?;
        self.push(Item::Bytes(bytes))
    }

    pub(super) fn push_python2_str(&mut self, len: u64) -> Result<(), Kind> {
        let bytes = self.reader.take(len)?;
        self.push_cow(text::python2_str(bytes))
    }

    pub(super) fn push_string_line(&mut self) -> Result<(), Kind> {
        let bytes = text::quoted(self.reader.line()?).ok_or(Kind::Malformed("STRING"))?;
        let text = text::python2_str(&bytes).into_owned();
        self.push_owned_text(text)
    }

    pub(super) fn push_unicode_line(&mut self) -> Result<(), Kind> {
        let line = self.reader.line()?;
        if line.is_ascii() && !line.contains(&b'\\') {
            let text = std::str::from_utf8(line).map_err(|_| Kind::Malformed("UNICODE"))?;
            return self.push(Item::Str(text));
        }
        let text = text::raw_unicode_escape(line).ok_or(Kind::Malformed("UNICODE"))?;
        self.push_owned_text(text)
    }

    pub(super) fn push_int_line(&mut self) -> Result<(), Kind> {
        match self.reader.line()? {
            b"00" => self.push(Item::Bool(false)),
            b"01" => self.push(Item::Bool(true)),
            digits => self.push_integer(number::from_text(digits, self.limits.int_digits), "INT"),
        }
    }

    #[inline]
    pub(super) fn push_long_line(&mut self) -> Result<(), Kind> {
        let line = self.reader.line()?;
        let digits = line.strip_suffix(b"L").unwrap_or(line);
        self.push_integer(number::from_text(digits, self.limits.int_digits), "LONG")
    }

    pub(super) fn push_long_bytes(&mut self, len: u64, opcode: &'static str) -> Result<(), Kind> {
        let bytes = self.reader.take(len)?;
        self.push_integer(Ok(number::from_bytes(bytes, self.limits.int_digits)), opcode)
    }

    fn push_integer(&mut self, number: Result<Integer, Malformed>, opcode: &'static str) -> Result<(), Kind> {
        match number {
            Ok(Integer::Small(number)) => self.push(Item::Int(number)),
            Ok(Integer::Big(number)) => {
                self.charge(number.bits() as usize / 8)?;
                self.push_node(Node::BigInt(Arc::new(number)))
            }
            Ok(Integer::Long) => self.push_node(Node::LongInt),
            Err(Malformed) => Err(Kind::Malformed(opcode)),
        }
    }

    pub(super) fn push_float_line(&mut self) -> Result<(), Kind> {
        let line = std::str::from_utf8(self.reader.line()?).map_err(|_| Kind::Malformed("FLOAT"))?;
        let number = line.trim().parse().map_err(|_| Kind::Malformed("FLOAT"))?;
        self.push(Item::Float(number))
    }

    /// The decimal argument of GET and PUT.
    pub(super) fn index_line(&mut self, opcode: &'static str) -> Result<u64, Kind> {
        let line = std::str::from_utf8(self.reader.line()?).map_err(|_| Kind::Malformed(opcode))?;
        line.trim().parse().map_err(|_| Kind::Malformed(opcode))
    }
}

impl<'a> Machine<'a, '_> {
    pub(super) fn push_tuple(&mut self, len: usize, opcode: &'static str) -> Result<(), Kind> {
        let mut items = vec![Item::None; len];
        for slot in items.iter_mut().rev() {
            *slot = self.pop(opcode)?;
        }
        self.charge(len * size_of::<Item<'_>>())?;
        self.push_node(Node::Tuple(items))
    }

    pub(super) fn push_dict(&mut self) -> Result<(), Kind> {
        let items = self.pop_to_mark("DICT")?;
        let (pairs, []) = items.as_chunks::<2>() else { return Err(Kind::OddItems) };
        let pairs = pairs.iter().map(|[key, value]| (*key, *value)).collect();
        self.push_node(Node::Dict(pairs))
    }

    pub(super) fn append(&mut self) -> Result<(), Kind> {
        let item = self.pop("APPEND")?;
        self.charge(size_of::<Item<'_>>())?;
        self.list("APPEND")?.push(item);
        Ok(())
    }

    pub(super) fn append_items(&mut self) -> Result<(), Kind> {
        let mark = self.pop_mark("APPENDS")?;
        self.charge(self.pushed_since(mark) * size_of::<Item<'_>>())?;
        let (pushed, target) = self.split_at_mark(mark, "APPENDS")?;
        match target {
            Node::List(items) => items.extend(pushed),
            Node::Object(object) => object.items.extend(pushed),
            other => return Err(Kind::WrongType { opcode: "APPENDS", found: other.type_name() }),
        }
        Ok(())
    }

    pub(super) fn add_items(&mut self) -> Result<(), Kind> {
        let mark = self.pop_mark("ADDITEMS")?;
        self.charge(self.pushed_since(mark) * size_of::<Item<'_>>())?;
        let (pushed, target) = self.split_at_mark(mark, "ADDITEMS")?;
        match target {
            Node::Set(items) => items.extend(pushed),
            Node::Object(object) => object.items.extend(pushed),
            other => return Err(Kind::WrongType { opcode: "ADDITEMS", found: other.type_name() }),
        }
        Ok(())
    }

    pub(super) fn set_item(&mut self) -> Result<(), Kind> {
        let value = self.pop("SETITEM")?;
        let key = self.pop("SETITEM")?;
        self.charge(2 * size_of::<Item<'_>>())?;
        let target = self.top_node("SETITEM")?;
        match target {
            Node::Dict(pairs) => pairs.push((key, value)),
            Node::Object(object) => object.pairs.push((key, value)),
            other => return Err(Kind::WrongType { opcode: "SETITEM", found: other.type_name() }),
        }
        Ok(())
    }

    pub(super) fn set_items(&mut self) -> Result<(), Kind> {
        let mark = self.pop_mark("SETITEMS")?;
        let count = self.pushed_since(mark);
        if !count.is_multiple_of(2) {
            return Err(Kind::OddItems);
        }
        self.charge(count * size_of::<Item<'_>>())?;
        let (mut pushed, target) = self.split_at_mark(mark, "SETITEMS")?;
        let pairs = match target {
            Node::Dict(pairs) => pairs,
            Node::Object(object) => &mut object.pairs,
            other => return Err(Kind::WrongType { opcode: "SETITEMS", found: other.type_name() }),
        };
        pairs.reserve(count / 2);
        while let (Some(key), Some(value)) = (pushed.next(), pushed.next()) {
            pairs.push((key, value));
        }
        Ok(())
    }

    fn list(&mut self, opcode: &'static str) -> Result<&mut Vec<Item<'a>>, Kind> {
        match self.top_node(opcode)? {
            Node::List(items) => Ok(items),
            Node::Object(object) => Ok(&mut object.items),
            other => Err(Kind::WrongType { opcode, found: other.type_name() }),
        }
    }

    fn top_node(&mut self, opcode: &'static str) -> Result<&mut Node<'a>, Kind> {
        match self.top(opcode)? {
            Item::Node(index) => Ok(&mut self.nodes[index as usize]),
            item => Err(Kind::WrongType { opcode, found: type_name(item, &self.nodes) }),
        }
    }
}

impl<'a> Machine<'a, '_> {
    pub(super) fn push_global_lines(&mut self) -> Result<(), Kind> {
        let global = self.global_lines("GLOBAL")?;
        self.push_global(global)
    }

    fn global_lines(&mut self, opcode: &'static str) -> Result<Global<'a>, Kind> {
        let (module, name) = (self.reader.line()?, self.reader.line()?);
        match (std::str::from_utf8(module), std::str::from_utf8(name)) {
            (Ok(module), Ok(name)) => Ok(Global { module: Cow::Borrowed(module), name: Cow::Borrowed(name) }),
            _ => Err(Kind::Malformed(opcode)),
        }
    }

    pub(super) fn push_stack_global(&mut self) -> Result<(), Kind> {
        let name = self.pop("STACK_GLOBAL")?;
        let module = self.pop("STACK_GLOBAL")?;
        let global = Global { module: self.global_part(module)?, name: self.global_part(name)? };
        self.push_global(global)
    }

    fn global_part(&mut self, item: Item<'a>) -> Result<Cow<'a, str>, Kind> {
        match item {
            Item::Str(text) => Ok(Cow::Borrowed(text)),
            Item::Node(index) => match &self.nodes[index as usize] {
                Node::Text(text) if text.len() > MAX_NAME => Err(NAME_TOO_LONG),
                Node::Text(text) => {
                    let text = text.clone();
                    self.charge(text.len())?;
                    Ok(Cow::Owned(text))
                }
                other => Err(Kind::WrongType { opcode: "STACK_GLOBAL", found: other.type_name() }),
            },
            other => Err(Kind::WrongType { opcode: "STACK_GLOBAL", found: type_name(other, &self.nodes) }),
        }
    }

    fn push_global(&mut self, global: Global<'a>) -> Result<(), Kind> {
        // Each object of a type has its name.
        if global.module.len() + global.name.len() > MAX_NAME {
            return Err(NAME_TOO_LONG);
        }
        self.charge(size_of::<Global<'_>>())?;
        self.push_node(Node::Global(Box::new(global)))
    }

    pub(super) fn reduce(&mut self, opcode: &'static str) -> Result<(), Kind> {
        let args = self.pop(opcode)?;
        let callable = self.pop(opcode)?;
        self.check_tuple(args, opcode)?;
        self.push_object(callable, args, opcode)
    }

    pub(super) fn new_object_with_keywords(&mut self) -> Result<(), Kind> {
        let keywords = self.pop("NEWOBJ_EX")?;
        if !matches!(self.node(keywords), Some(Node::Dict(_))) {
            return Err(Kind::WrongType { opcode: "NEWOBJ_EX", found: type_name(keywords, &self.nodes) });
        }
        // No type of the closed table is made with keywords.
        self.reduce("NEWOBJ_EX")
    }

    pub(super) fn instance(&mut self) -> Result<(), Kind> {
        let global = self.global_lines("INST")?;
        let args = self.pop_to_mark("INST")?;
        self.push_global(global)?;
        let class = self.pop("INST")?;
        self.push_node(Node::Tuple(args))?;
        let args = self.pop("INST")?;
        self.push_object(class, args, "INST")
    }

    pub(super) fn object(&mut self) -> Result<(), Kind> {
        let mut args = self.pop_to_mark("OBJ")?;
        if args.is_empty() {
            return Err(Kind::Underflow("OBJ"));
        }
        let class = args.remove(0);
        self.push_node(Node::Tuple(args))?;
        let args = self.pop("OBJ")?;
        self.push_object(class, args, "OBJ")
    }

    pub(super) fn build(&mut self) -> Result<(), Kind> {
        let state = self.pop("BUILD")?;
        match self.top_node("BUILD")? {
            Node::Object(object) => object.state = Some(state),
            other => return Err(Kind::WrongType { opcode: "BUILD", found: other.type_name() }),
        }
        Ok(())
    }

    fn push_object(&mut self, callable: Item<'a>, args: Item<'a>, opcode: &'static str) -> Result<(), Kind> {
        if !matches!(self.node(callable), Some(Node::Global(_) | Node::Object(_))) {
            return Err(Kind::WrongType { opcode, found: type_name(callable, &self.nodes) });
        }
        self.charge(size_of::<Object<'_>>())?;
        let object = Object { callable, args, state: None, items: Vec::new(), pairs: Vec::new() };
        self.push_node(Node::Object(Box::new(object)))
    }

    fn check_tuple(&self, item: Item<'a>, opcode: &'static str) -> Result<(), Kind> {
        match self.node(item) {
            Some(Node::Tuple(_)) => Ok(()),
            _ => Err(Kind::WrongType { opcode, found: type_name(item, &self.nodes) }),
        }
    }

    fn node(&self, item: Item<'a>) -> Option<&Node<'a>> {
        match item {
            Item::Node(index) => self.nodes.get(index as usize),
            _ => None,
        }
    }
}
