//! Boolean functions as reduced ordered binary decision diagrams: one number per function, so equal functions compare equal.
//!
//! The variables are states of the nondeterministic automaton, true when the rest of the text is matched from there. What is
//! known about them is used to keep functions small: a state in a later copy of an optional part implies its counterparts in
//! earlier copies (see [`Chain`]), so a disjunction of a whole chain is its first member.

use std::collections::HashMap;

use super::PatternError;
use super::nfa::{Chain, Id};

/// Bounds the time that one pattern may take.
const MAX_DECISIONS: usize = 400_000;
/// Bounds the recursion.
const MAX_DEPTH: u16 = 1_500;

/// A Boolean function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Bdd(u32);

pub(super) const FALSE: Bdd = Bdd(0);
pub(super) const TRUE: Bdd = Bdd(1);

/// `if variable { high } else { low }`; the variables below are larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Decision {
    pub(super) variable: Id,
    pub(super) low: Bdd,
    pub(super) high: Bdd,
}

/// All functions made so far.
#[derive(Debug, Default)]
pub(super) struct Bdds {
    decisions: Vec<(Decision, u16)>,
    unique: HashMap<Decision, Bdd>,
    chosen: HashMap<(Bdd, Bdd, Bdd), Bdd>,
    assumed: HashMap<(Bdd, Id), Bdd>,
    chains: HashMap<Id, Chain>,
}

impl Bdds {
    pub(super) fn new(chains: HashMap<Id, Chain>) -> Bdds {
        Bdds { chains, ..Bdds::default() }
    }

    /// The decision at the top of a function that is not constant.
    pub(super) fn decision(&self, function: Bdd) -> Option<Decision> {
        let index = (function.0 as usize).checked_sub(2)?;
        self.decisions.get(index).map(|(decision, _)| *decision)
    }

    fn depth(&self, function: Bdd) -> u16 {
        let index = (function.0 as usize).checked_sub(2);
        index.and_then(|index| self.decisions.get(index)).map_or(0, |(_, depth)| *depth)
    }

    pub(super) fn variable(&mut self, variable: Id) -> Result<Bdd, PatternError> {
        self.decide(variable, FALSE, TRUE)
    }

    pub(super) fn and(&mut self, a: Bdd, b: Bdd) -> Result<Bdd, PatternError> {
        self.choose(a, b, FALSE)
    }

    pub(super) fn or(&mut self, a: Bdd, b: Bdd) -> Result<Bdd, PatternError> {
        self.choose(a, TRUE, b)
    }

    /// `if condition { then } else { otherwise }`.
    pub(super) fn choose(&mut self, condition: Bdd, then: Bdd, otherwise: Bdd) -> Result<Bdd, PatternError> {
        match (condition, then, otherwise) {
            (TRUE, _, _) => return Ok(then),
            (FALSE, _, _) => return Ok(otherwise),
            (_, TRUE, FALSE) => return Ok(condition),
            _ if then == otherwise => return Ok(then),
            _ => {}
        }
        let key = (condition, then, otherwise);
        if let Some(&known) = self.chosen.get(&key) {
            return Ok(known);
        }
        let parts = [condition, then, otherwise];
        let top = parts.iter().filter_map(|part| self.decision(*part)).map(|d| d.variable).min().unwrap_or_default();
        let [low, high] = [false, true].map(|value| parts.map(|part| self.cofactor(part, top, value)));
        let low = self.choose(low[0], low[1], low[2])?;
        let high = self.choose(high[0], high[1], high[2])?;
        let result = self.decide(top, low, high)?;
        self.chosen.insert(key, result);
        Ok(result)
    }

    fn cofactor(&self, function: Bdd, variable: Id, value: bool) -> Bdd {
        match self.decision(function) {
            Some(decision) if decision.variable == variable && value => decision.high,
            Some(decision) if decision.variable == variable => decision.low,
            _ => function,
        }
    }

    fn decide(&mut self, variable: Id, low: Bdd, high: Bdd) -> Result<Bdd, PatternError> {
        let high = self.assume(high, variable)?;
        if high == self.assume(low, variable)? {
            return Ok(low);
        }
        let decision = Decision { variable, low, high };
        if let Some(&known) = self.unique.get(&decision) {
            return Ok(known);
        }
        let depth = 1 + self.depth(low).max(self.depth(high));
        if self.decisions.len() >= MAX_DECISIONS {
            return Err(PatternError::TooLarge { what: "decisions", limit: MAX_DECISIONS });
        }
        if depth > MAX_DEPTH {
            return Err(PatternError::TooLarge { what: "simultaneous states", limit: MAX_DEPTH.into() });
        }
        let function = Bdd(self.decisions.len() as u32 + 2);
        self.decisions.push((decision, depth));
        self.unique.insert(decision, function);
        Ok(function)
    }

    /// `function`, given that `variable` and so all it implies are true. The variables of `function` are larger.
    fn assume(&mut self, function: Bdd, variable: Id) -> Result<Bdd, PatternError> {
        let Some(chain) = self.chains.get(&variable).copied() else {
            return Ok(function);
        };
        let Some(decision) = self.decision(function) else {
            return Ok(function);
        };
        if decision.variable > chain.last {
            return Ok(function);
        }
        if let Some(&known) = self.assumed.get(&(function, variable)) {
            return Ok(known);
        }
        let high = self.assume(decision.high, variable)?;
        let result = if (decision.variable - variable).is_multiple_of(chain.stride) {
            high
        } else {
            let low = self.assume(decision.low, variable)?;
            self.decide(decision.variable, low, high)?
        };
        self.assumed.insert((function, variable), result);
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_functions_are_the_same() {
        let mut bdds = Bdds::default();
        let [a, b, c] = [1, 2, 3].map(|variable| bdds.variable(variable).unwrap());
        let not_a = bdds.choose(a, FALSE, TRUE).unwrap();
        assert_eq!(bdds.choose(not_a, FALSE, TRUE).unwrap(), a);
        assert_eq!((bdds.or(a, not_a).unwrap(), bdds.and(a, not_a).unwrap()), (TRUE, FALSE));
        let b_or_c = bdds.or(b, c).unwrap();
        let [ab, ac] = [b, c].map(|other| bdds.and(a, other).unwrap());
        assert_eq!(bdds.and(b_or_c, a).unwrap(), bdds.or(ac, ab).unwrap());
        assert_ne!(ab, ac);
    }

    #[test]
    fn a_chain_is_its_first_member() {
        // 10 implies 12, 12 implies 14; 11 has nothing to do with them.
        let chain = Chain { stride: 2, last: 14 };
        let mut bdds = Bdds::new(HashMap::from([10, 12, 14].map(|id| (id, chain))));
        let [a, other, b, c] = [10, 11, 12, 14].map(|variable| bdds.variable(variable).unwrap());
        let any = [a, b, c].into_iter().fold(FALSE, |any, one| bdds.or(any, one).unwrap());
        assert_eq!(any, c);
        let all = [c, b, a].into_iter().fold(TRUE, |all, one| bdds.and(all, one).unwrap());
        assert_eq!(all, a);
        let not_c = bdds.choose(c, FALSE, TRUE).unwrap();
        assert_eq!(bdds.and(a, not_c).unwrap(), FALSE);
        let with_other = bdds.or(b, other).unwrap();
        assert_ne!(with_other, b);
        assert_eq!(bdds.or(with_other, a).unwrap(), with_other);
    }
}
