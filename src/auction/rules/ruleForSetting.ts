import type { AwardRule } from '../rule';
import { expectedValueRule } from './expectedValueRule';
import { saleRule } from './saleRule';

/** The values of `gavel.auction.rule`. */
export type RuleSetting = 'auto' | 'sale' | 'expectedValue';

/**
 * The rule a setting stands for. `auto` is sale until a learned profile has passed the do-no-harm test on the user's own
 * outcomes, then expected value; `learnedProfilePassed` says so.
 */
export function ruleForSetting(setting: RuleSetting, learnedProfilePassed = false): AwardRule {
  if (setting === 'expectedValue') return expectedValueRule;
  return setting === 'auto' && learnedProfilePassed ? expectedValueRule : saleRule;
}

/** The rule the panel shows beside the one in use: "the other rule would have chosen". */
export function otherRule(rule: AwardRule): AwardRule {
  return rule.id === expectedValueRule.id ? saleRule : expectedValueRule;
}
