//! Nondeterministic automaton to deterministic one.
//!
//! A state is a Boolean function over the states of the nondeterministic automaton: what has to hold of the rest of the text.
//! Alternatives are disjunctions; a look-ahead is a conjunction with what its body has to hold, negated for `(?!`. Consuming a
//! character replaces each variable by the function that its successors make. A look-behind is followed from the start of the
//! text on, beside that function: the states its body may be in, each under a condition on the rest of the text (which is
//! `TRUE` unless the body holds look-aheads).

use std::collections::{BTreeMap, HashMap};

use super::PatternError;
use super::bdd::{Bdd, Bdds, Decision, FALSE, TRUE};
use super::nfa::{Id, Nfa, State};
use super::partition::Partition;
use super::set;

/// Bounds the time that one pattern may take: a step is about as much as following a state without consuming a character.
const MAX_STEPS: usize = 3_000_000;
/// What moving on by a character costs, in steps.
const TRANSITION: usize = 8;

/// Variables besides the states: the text ends here; a word character comes next.
const AT_END: Id = Id::MAX;
const WORD_NEXT: Id = Id::MAX - 1;

/// A total deterministic automaton over the classes of a partition. State 0 is the first.
#[derive(Debug)]
pub(super) struct Dfa {
    pub(super) next: Vec<Vec<usize>>,
    pub(super) accepts: Vec<bool>,
}

/// Conditions under which states are reached; states that consume a character only.
type Guards = BTreeMap<Id, Bdd>;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Situation {
    /// What has to hold of the rest of the text.
    goal: Bdd,
    after_word: bool,
    /// For each look-around (empty for a look-ahead), where its body may be.
    behind: Vec<Vec<(Id, Bdd)>>,
}

pub(super) fn determinise(nfa: Nfa) -> Result<(Dfa, Partition), PatternError> {
    let uses_word = nfa.states.iter().any(|state| matches!(state, State::WordBoundary { .. }));
    let mut sets = nfa.sets.clone();
    let word_set = sets.len();
    if uses_word {
        sets.push(set::word());
    }
    let partition = Partition::new(&sets);
    let mut machine = Machine {
        bdds: Bdds::new(nfa.chains.clone()),
        word: (0..partition.classes.len()).map(|class| uses_word && partition.holds(word_set, class)).collect(),
        has_context: uses_word || nfa.looks.iter().any(|look| look.behind),
        steps: 0,
        nfa: &nfa,
        partition: &partition,
        context: Context::default(),
        stepped: HashMap::new(),
        goals: HashMap::new(),
    };
    let dfa = machine.explore()?;
    Ok((dfa, partition))
}

/// What is known about the text before the current place.
#[derive(Debug, Default)]
struct Context {
    at_start: bool,
    after_word: bool,
    /// For each look-behind, whether it holds here.
    holds: Vec<Bdd>,
}

struct Machine<'n> {
    nfa: &'n Nfa,
    partition: &'n Partition,
    /// Per class: is it of word characters? All false if the pattern does not ask.
    word: Vec<bool>,
    /// Do steps depend on the text before?
    has_context: bool,
    steps: usize,
    bdds: Bdds,
    context: Context,
    stepped: HashMap<(Bdd, usize), Bdd>,
    goals: HashMap<Id, Bdd>,
}

impl Machine<'_> {
    fn explore(&mut self) -> Result<Dfa, PatternError> {
        let first = self.first()?;
        let mut numbers = HashMap::from([(first.clone(), 0)]);
        let mut situations = vec![first];
        let mut dfa = Dfa { next: Vec::new(), accepts: Vec::new() };
        while let Some(situation) = situations.get(dfa.next.len()).cloned() {
            let mut row = Vec::with_capacity(self.partition.classes.len());
            for class in 0..self.partition.classes.len() {
                self.spend(TRANSITION)?;
                let next = self.step(&situation, class)?;
                let number = *numbers.entry(next).or_insert_with_key(|next| {
                    situations.push(next.clone());
                    situations.len() - 1
                });
                row.push(number);
            }
            dfa.next.push(row);
            dfa.accepts.push(self.holds_at_end(situation.goal));
        }
        Ok(dfa)
    }

    fn spend(&mut self, steps: usize) -> Result<(), PatternError> {
        self.steps += steps;
        if self.steps > MAX_STEPS {
            return Err(PatternError::TooLarge { what: "steps of determinisation", limit: MAX_STEPS });
        }
        Ok(())
    }

    fn first(&mut self) -> Result<Situation, PatternError> {
        self.context = Context { at_start: true, ..Context::default() };
        let behind = self.look_behind(None)?;
        let goal = self.goal(self.nfa.start)?;
        self.context.at_start = false;
        self.forget();
        Ok(Situation { goal, after_word: false, behind })
    }

    fn step(&mut self, from: &Situation, class: usize) -> Result<Situation, PatternError> {
        if from.goal == TRUE || from.goal == FALSE {
            return Ok(from.clone());
        }
        if self.has_context {
            self.forget();
        }
        self.context.after_word = self.word.get(class) == Some(&true);
        let behind = self.look_behind(Some((from, class)))?;
        let goal = self.step_goal(from.goal, class)?;
        if goal == TRUE || goal == FALSE {
            return Ok(Situation { goal, after_word: false, behind: Vec::new() });
        }
        Ok(Situation { goal, after_word: self.context.after_word, behind })
    }

    fn forget(&mut self) {
        self.goals.clear();
        self.stepped.clear();
    }

    /// Moves every look-behind on by a character, and notes which hold now. Those nested in another come before it.
    fn look_behind(&mut self, step: Option<(&Situation, usize)>) -> Result<Vec<Vec<(Id, Bdd)>>, PatternError> {
        self.context.holds.clear();
        let mut behind = Vec::new();
        for (index, look) in self.nfa.looks.iter().enumerate() {
            if !look.behind {
                behind.push(Vec::new());
                self.context.holds.push(FALSE);
                continue;
            }
            let mut reached = Vec::new();
            match step {
                None => reached.push((look.start, TRUE)),
                Some((from, class)) => {
                    for &(id, guard) in from.behind.get(index).into_iter().flatten() {
                        self.spend(1)?;
                        if let Some(next) = self.successor(id, class) {
                            reached.push((next, self.step_goal(guard, class)?));
                        }
                    }
                }
            }
            let (guards, matched) = self.spread(reached)?;
            behind.push(guards.into_iter().collect());
            self.context.holds.push(matched);
        }
        Ok(behind)
    }

    fn successor(&self, id: Id, class: usize) -> Option<Id> {
        match self.nfa.states.get(id as usize) {
            Some(&State::Char { set, next }) if self.partition.holds(set, class) => Some(next),
            _ => None,
        }
    }

    /// What has to hold after a character of `class`, if `goal` has to hold before it.
    fn step_goal(&mut self, goal: Bdd, class: usize) -> Result<Bdd, PatternError> {
        let Some(Decision { variable, low, high }) = self.bdds.decision(goal) else {
            return Ok(goal);
        };
        if let Some(&known) = self.stepped.get(&(goal, class)) {
            return Ok(known);
        }
        let condition = match variable {
            AT_END => FALSE,
            WORD_NEXT if self.context.after_word => TRUE,
            WORD_NEXT => FALSE,
            id => match self.successor(id, class) {
                Some(next) => self.goal(next)?,
                None => FALSE,
            },
        };
        let high = self.step_goal(high, class)?;
        let low = self.step_goal(low, class)?;
        let result = self.bdds.choose(condition, high, low)?;
        self.stepped.insert((goal, class), result);
        Ok(result)
    }

    /// What has to hold of the rest of the text for it to be matched from `id`.
    fn goal(&mut self, id: Id) -> Result<Bdd, PatternError> {
        if let Some(&known) = self.goals.get(&id) {
            return Ok(known);
        }
        let (guards, mut goal) = self.spread(vec![(id, TRUE)])?;
        for (id, guard) in guards.into_iter().rev() {
            let variable = self.bdds.variable(id)?;
            let both = self.bdds.and(guard, variable)?;
            goal = self.bdds.or(both, goal)?;
        }
        self.goals.insert(id, goal);
        Ok(goal)
    }

    /// Follows all steps that consume nothing. Gives the consuming states reached, and the condition of a match.
    fn spread(&mut self, mut reached: Vec<(Id, Bdd)>) -> Result<(Guards, Bdd), PatternError> {
        let mut passed = Guards::new();
        let mut guards = Guards::new();
        let mut matched = FALSE;
        while let Some((id, guard)) = reached.pop() {
            self.spend(1)?;
            let before = passed.get(&id).copied().unwrap_or(FALSE);
            let now = self.bdds.or(before, guard)?;
            if now == before {
                continue;
            }
            passed.insert(id, now);
            match self.nfa.states.get(id as usize).copied() {
                None => {}
                Some(State::Match) => matched = now,
                Some(State::Char { .. }) => {
                    guards.insert(id, now);
                }
                Some(State::Split(one, other)) => reached.extend([(one, guard), (other, guard)]),
                Some(State::Start(next)) => reached.extend(self.context.at_start.then_some((next, guard))),
                Some(State::End(next)) => {
                    let at_end = self.bdds.variable(AT_END)?;
                    reached.push((next, self.bdds.and(guard, at_end)?));
                }
                Some(State::WordBoundary { negated, next }) => {
                    let word_next = self.bdds.variable(WORD_NEXT)?;
                    let guard = if self.context.after_word == negated {
                        self.bdds.and(guard, word_next)?
                    } else {
                        self.bdds.choose(word_next, FALSE, guard)?
                    };
                    reached.push((next, guard));
                }
                Some(State::Look { index, negated, next }) => {
                    let holds = self.look(index)?;
                    let guard =
                        if negated { self.bdds.choose(holds, FALSE, guard)? } else { self.bdds.and(guard, holds)? };
                    reached.push((next, guard));
                }
            }
        }
        Ok((guards, matched))
    }

    fn look(&mut self, index: usize) -> Result<Bdd, PatternError> {
        match self.nfa.looks.get(index) {
            Some(look) if look.behind => Ok(self.context.holds.get(index).copied().unwrap_or(FALSE)),
            Some(look) => self.goal(look.start),
            None => Ok(FALSE),
        }
    }

    /// Whether `goal` holds of the empty rest of a text.
    fn holds_at_end(&self, mut goal: Bdd) -> bool {
        while let Some(decision) = self.bdds.decision(goal) {
            goal = if decision.variable == AT_END { decision.high } else { decision.low };
        }
        goal == TRUE
    }
}
