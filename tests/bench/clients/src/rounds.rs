//! Times of things that take turns, so that what slows the machine for a while slows all of them.

use std::num::NonZeroUsize;
use std::time::Duration;

/// The nanoseconds that each contender takes for doing its thing once: the median of rounds, in each of which every contender
/// does it so many times. Before that it does it as many times untimed, so that it finds caches as it left them, not as the
/// contender before it did. Short rounds are best, a few milliseconds at most: on a busy machine most of them end before the
/// system lends the core to somebody else.
pub fn medians<C, const N: usize>(
    rounds: NonZeroUsize,
    times: u32,
    contenders: &[C; N],
    run: impl Fn(&C, u32) -> Duration,
) -> [u128; N] {
    let mut nanoseconds = [const { Vec::new() }; N];
    for _ in 0..rounds.get() {
        for (contender, nanoseconds) in contenders.iter().zip(&mut nanoseconds) {
            run(contender, times);
            nanoseconds.push(run(contender, times).as_nanos() / u128::from(times));
        }
    }
    nanoseconds.map(|mut nanoseconds| {
        nanoseconds.sort_unstable();
        nanoseconds[rounds.get() / 2]
    })
}
