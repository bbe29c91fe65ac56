//! From tokens to a tree: operators by their precedence.

use super::lexer::{Token, tokens};
use super::{Expr, ExprKind, JmespathError, MAX_DEPTH, Slice};

/// How tightly operators bind. What binds less tightly than this ends what is done for each element of a list.
const PROJECTION_ENDS: u8 = 10;

/// How tightly a token binds what stands before it; 0 when it is no operator.
fn power(token: &Token) -> u8 {
    match token {
        Token::Pipe => 1,
        Token::Or => 2,
        Token::And => 3,
        Token::Compare(_) => 5,
        Token::Flatten => 9,
        Token::Star => 20,
        Token::Filter => 21,
        Token::Dot => 40,
        Token::Not => 45,
        Token::OpenBrace => 50,
        Token::OpenBracket => 55,
        Token::OpenParen => 60,
        _ => 0,
    }
}

pub(super) fn parse(text: &str) -> Result<Expr, JmespathError> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let expr = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.unexpected("the end")),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    /// How deep the parser is in itself.
    depth: usize,
}

type Parsed = Result<Expr, JmespathError>;

impl Parser {
    fn peek(&self) -> &Token {
        self.ahead(0)
    }

    fn ahead(&self, count: usize) -> &Token {
        self.tokens.get(self.next + count).map_or(&Token::End, |(token, _)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |(_, at)| *at)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn eat(&mut self, token: &Token) -> bool {
        let is_next = self.peek() == token;
        self.next += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, token: &Token, what: &str) -> Result<(), JmespathError> {
        if self.eat(token) { Ok(()) } else { Err(self.unexpected(what)) }
    }

    fn unexpected(&self, wanted: &str) -> JmespathError {
        let found = if *self.peek() == Token::End { "it ends" } else { "there is something else" };
        JmespathError::new(self.at(), format!("{wanted} should stand here, but {found}"))
    }

    /// An expression, up to an operator that binds no more tightly than `power`.
    fn expression(&mut self, least: u8) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(JmespathError::new(self.at(), format!("is nested more than {MAX_DEPTH} deep")));
        }
        let mut left = self.prefix()?;
        while power(self.peek()) > least {
            left = self.infix(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// What stands at the beginning of an expression.
    fn prefix(&mut self) -> Parsed {
        let at = self.at();
        let current = Expr::leaf(at, ExprKind::Current);
        match self.peek().clone() {
            Token::Name(name) => {
                self.take();
                if self.eat(&Token::OpenParen) {
                    self.call(at, name)
                } else {
                    Ok(Expr::leaf(at, ExprKind::Member(name)))
                }
            }
            Token::Quoted(name) => {
                self.take();
                Ok(Expr::leaf(at, ExprKind::Member(name)))
            }
            Token::Literal(value) => {
                self.take();
                Ok(Expr::leaf(at, ExprKind::Literal(value)))
            }
            Token::At => {
                self.take();
                Ok(current)
            }
            Token::Not => {
                self.take();
                let of = self.expression(power(&Token::Not))?;
                Expr::of(at, of.depth, ExprKind::Not(Box::new(of)))
            }
            Token::OpenParen => {
                self.take();
                let inner = self.expression(0)?;
                self.expect(&Token::CloseParen, "`)`")?;
                Ok(inner)
            }
            Token::OpenBrace => self.hash(),
            Token::Star => {
                self.take();
                let each = self.each(power(&Token::Star))?;
                pair(at, current, each, ExprKind::Values)
            }
            Token::OpenBracket if !self.is_index() => self.list(),
            Token::OpenBracket | Token::Flatten | Token::Filter => self.infix(current),
            _ => Err(self.unexpected("an expression")),
        }
    }

    /// Whether a bracket opens an index, a slice or `[*]`; else it opens a list of expressions.
    fn is_index(&self) -> bool {
        match self.ahead(1) {
            Token::Number(_) | Token::Colon => true,
            Token::Star => *self.ahead(2) == Token::CloseBracket,
            _ => false,
        }
    }

    /// An operator behind an expression, and what it works on besides.
    fn infix(&mut self, left: Expr) -> Parsed {
        let at = self.at();
        let operator = self.take();
        let power = power(&operator);
        match operator {
            Token::Dot if *self.peek() == Token::Star => {
                self.take();
                let each = self.each(self::power(&Token::Star))?;
                pair(at, left, each, ExprKind::Values)
            }
            Token::Dot => {
                let right = self.member(power)?;
                pair(at, left, right, ExprKind::Sub)
            }
            Token::Pipe => self.binary(at, left, power, ExprKind::Pipe),
            Token::Or => self.binary(at, left, power, ExprKind::Or),
            Token::And => self.binary(at, left, power, ExprKind::And),
            Token::Compare(comparison) => {
                self.binary(at, left, power, |left, right| ExprKind::Compare(comparison, left, right))
            }
            Token::Flatten => {
                let flat = Expr::of(at, left.depth, ExprKind::Flatten(Box::new(left)))?;
                let each = self.each(power)?;
                pair(at, flat, each, ExprKind::Project)
            }
            Token::Filter => {
                let condition = self.expression(0)?;
                self.expect(&Token::CloseBracket, "`]`")?;
                let each = self.each(power)?;
                let depth = left.depth.max(condition.depth).max(each.depth);
                Expr::of(at, depth, ExprKind::Filter(Box::new(left), Box::new(condition), Box::new(each)))
            }
            Token::OpenBracket => self.bracket(at, left, self::power(&Token::Star)),
            _ => {
                self.next -= 1;
                Err(self.unexpected("an operator"))
            }
        }
    }

    fn binary(
        &mut self,
        at: usize,
        left: Expr,
        power: u8,
        kind: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind,
    ) -> Parsed {
        let right = self.expression(power)?;
        pair(at, left, right, kind)
    }

    /// `0]`, `1:2]` or `*]`, behind the bracket.
    fn bracket(&mut self, at: usize, left: Expr, power: u8) -> Parsed {
        if self.eat(&Token::Star) {
            self.expect(&Token::CloseBracket, "`]`")?;
            let each = self.each(power)?;
            return pair(at, left, each, ExprKind::Project);
        }
        let mut parts = [None; 3];
        let mut colons = 0;
        loop {
            if let Token::Number(number) = *self.peek() {
                self.take();
                if let Some(part) = parts.get_mut(colons) {
                    *part = Some(number);
                }
            }
            if colons == 2 || !self.eat(&Token::Colon) {
                break;
            }
            colons += 1;
        }
        self.expect(&Token::CloseBracket, "`]`, behind an index, a slice or `*`,")?;
        let [start, stop, step] = parts;
        match (colons, start) {
            (0, Some(index)) => Expr::of(at, left.depth, ExprKind::Index(Box::new(left), index)),
            (0, None) => Err(JmespathError::new(at, "`[` holds nothing")),
            _ if step == Some(0) => Err(JmespathError::new(at, "the step of a slice cannot be 0")),
            _ => {
                let slice = Slice { start, stop, step };
                let slice = Expr::of(at, left.depth, ExprKind::Slice(Box::new(left), slice))?;
                let each = self.each(power)?;
                pair(at, slice, each, ExprKind::Project)
            }
        }
    }

    /// What is asked of each element: everything up to what ends a projection.
    fn each(&mut self, least: u8) -> Parsed {
        let current = Expr::leaf(self.at(), ExprKind::Current);
        match self.peek() {
            next if power(next) < PROJECTION_ENDS => Ok(current),
            Token::Dot => {
                self.take();
                if *self.peek() == Token::Star {
                    return self.expression(least);
                }
                self.member(least)
            }
            Token::OpenBracket | Token::Filter => self.expression(least),
            _ => Err(self.unexpected("`.`, `[` or the end")),
        }
    }

    /// What may stand behind a dot.
    fn member(&mut self, least: u8) -> Parsed {
        match self.peek() {
            Token::Name(_) | Token::Quoted(_) => self.expression(least),
            Token::OpenBracket => self.list(),
            Token::OpenBrace => self.hash(),
            _ => Err(self.unexpected("a member")),
        }
    }

    /// `[a, b]`
    fn list(&mut self) -> Parsed {
        let at = self.at();
        self.take();
        let mut items = vec![self.expression(0)?];
        while self.eat(&Token::Comma) {
            items.push(self.expression(0)?);
        }
        self.expect(&Token::CloseBracket, "`,` or `]`")?;
        Expr::of(at, deepest(&items), ExprKind::List(items))
    }

    /// `{a: b}`
    fn hash(&mut self) -> Parsed {
        let at = self.at();
        self.take();
        let mut entries = Vec::new();
        loop {
            let (Token::Name(key) | Token::Quoted(key)) = self.peek().clone() else {
                return Err(self.unexpected("a key"));
            };
            self.take();
            self.expect(&Token::Colon, "`:`")?;
            entries.push((key, self.expression(0)?));
            if !self.eat(&Token::Comma) {
                break;
            }
        }
        self.expect(&Token::CloseBrace, "`,` or `}`")?;
        let depth = entries.iter().map(|(_, value)| value.depth).max().unwrap_or_default();
        Expr::of(at, depth, ExprKind::Hash(entries))
    }

    /// `a, &b)`, behind the name and its bracket.
    fn call(&mut self, at: usize, name: String) -> Parsed {
        let mut arguments = Vec::new();
        if !self.eat(&Token::CloseParen) {
            loop {
                arguments.push(self.argument()?);
                if !self.eat(&Token::Comma) {
                    break;
                }
            }
            self.expect(&Token::CloseParen, "`,` or `)`")?;
        }
        Expr::of(at, deepest(&arguments), ExprKind::Call(name, arguments))
    }

    fn argument(&mut self) -> Parsed {
        let at = self.at();
        if !self.eat(&Token::Ampersand) {
            return self.expression(0);
        }
        let of = self.expression(0)?;
        Expr::of(at, of.depth, ExprKind::Reference(Box::new(of)))
    }
}

fn pair(at: usize, left: Expr, right: Expr, kind: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind) -> Parsed {
    let depth = left.depth.max(right.depth);
    Expr::of(at, depth, kind(Box::new(left), Box::new(right)))
}

fn deepest(all: &[Expr]) -> usize {
    all.iter().map(|expr| expr.depth).max().unwrap_or_default()
}
