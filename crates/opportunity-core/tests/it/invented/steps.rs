//! What was agreed, and the levels that it leads through.

use opportunity_core::{Paise, Percent, Period};

use super::dice::Dice;
use super::paise;

const RUPEE: i128 = 100;

#[derive(Clone, Debug)]
pub(crate) struct Agreed {
    pub(crate) percentage: Option<Percent>,
    pub(crate) amount: Option<Paise>,
    pub(crate) period: Option<Period>,
}

impl Agreed {
    /// Often the step-up that is common, now and then none at all, or none with a period.
    pub(crate) fn invented(dice: &mut Dice) -> Self {
        let percentages =
            [1_000, 1_000, 500, 1_500, 2_000, 1_250, 10_000, 750, 3_333, 5_000, 101, 2_500];
        let amounts = [500, 100, 1_000, 250, 200];
        let periods = ["1Y", "1Y", "1Y", "6M", "12M", "3M", "2Y", "1M", "18M", "1Y"];
        let percentage = Some(Percent::from_hundredths(dice.of(&percentages)));
        let amount = Some(paise(dice.of(&amounts) * RUPEE));
        let period = Period::parse(dice.of(&periods));
        match dice.up_to(19) {
            0..=9 => Self { percentage, amount: None, period },
            10 => Self { percentage, amount, period },
            11..=15 => Self { percentage: None, amount, period },
            16 => Self { percentage, amount: None, period: None },
            17 => Self { percentage: Some(Percent::from_hundredths(0)), amount: None, period },
            _ => Self { percentage: None, amount: None, period: None },
        }
    }

    /// The first level and, as often as asked, the one that a step raises it to.
    pub(crate) fn levels(&self, dice: &mut Dice, steps: usize) -> Vec<i128> {
        let round = [500, 1_000, 1_500, 2_000, 2_500, 3_000, 5_000, 10_000, 300, 700];
        let crooked = [123_400, 264_000, 333_350, 101, 99_990, 1_234_567];
        let mut level = if dice.is_one_in(8) { dice.of(&crooked) } else { dice.of(&round) * RUPEE };
        let rounding = dice.up_to(7);
        let mut levels = vec![level];
        for _ in 0..steps {
            let raised = self.raised(level, rounding);
            // A rounding that swallows a step leaves the level where it was.
            level = if raised > level { raised } else { level };
            levels.push(level);
        }
        levels
    }

    fn raised(&self, level: i128, rounding: usize) -> i128 {
        let down_to = |unit: i128, exact: i128| exact / 10_000 / unit * unit;
        match (&self.percentage, &self.amount) {
            (Some(percent), _) => {
                let hundredths = i128::from(percent.hundredths());
                let exact = level * (10_000 + hundredths);
                let (ten, step) = (10 * RUPEE, level * hundredths);
                match rounding {
                    0 | 1 => level + (step + 5 * RUPEE * 10_000) / (ten * 10_000) * ten,
                    2 => down_to(RUPEE, exact),
                    3 => down_to(50 * RUPEE, exact),
                    4 => down_to(100 * RUPEE, exact),
                    5 => down_to(ten, exact),
                    6 => down_to(1, exact),
                    _ => level + to_even_tens(step),
                }
            }
            (None, Some(amount)) => level + amount.paise(),
            (None, None) => level + 500 * RUPEE,
        }
    }
}

/// Tens of rupees, a half to the even one.
fn to_even_tens(hundredths_of_paise: i128) -> i128 {
    let unit = 10 * RUPEE * 10_000;
    let tens = hundredths_of_paise / unit;
    let twice_over = hundredths_of_paise % unit * 2;
    let goes_up = twice_over > unit || twice_over == unit && tens % 2 == 1;
    (tens + i128::from(goes_up)) * 10 * RUPEE
}
