import { AttributeValue, invalid } from '../item';

/**
 * Reserved words that attribute names of this library's kind collide with: a subset of the 573 in the DynamoDB developer guide
 * ("Reserved words"). One used without a `#` placeholder is refused, as by DynamoDB.
 */
const RESERVED = new Set(
  (
    'ABORT ACTION ATTRIBUTE BACKUP BATCH BETWEEN BLOB BY COMMENT CONDITION CONTEXT COUNT COUNTER CURRENT DATA DATE DEFINE ' +
    'DELETE DESCRIBE DOMAIN DURATION END ERROR EVENT EXISTS FORMAT FUNCTION GROUP HASH HISTORY ID IDENTIFIED INDEX ITEM ITEMS ' +
    'KEY KEYS LAST LEVEL LIMIT LOCATION LOCK LOG MAP MODE MODEL MODULE NAME NAMES NEXT NUMBER OBJECT OPTION ORDER OWNER ' +
    'PARAMETER PATH PERCENT PERIOD PLAN POSITION PRIMARY PROCESS RANGE RELEASE REQUEST RESOURCE RESULT RETURN ROLE ROLLBACK ROUTE ' +
    'ROW RULE SCHEMA SECTION SEQUENCE SET SIZE SOURCE STATE STATUS STEP STREAM STRING TABLE TIME TIMESTAMP TOKEN TOTAL TTL TYPE ' +
    'UNIT UPDATE USE USER USERS VALUE VALUES VARIABLE VIEW WHEN WHERE WORK WRITE YEAR ZONE'
  ).split(' '),
);

/** Resolves the placeholders of one request, and knows which ones its expressions used. */
export class Placeholders {
  private readonly used = new Set<string>();

  constructor(
    private readonly names: Readonly<Record<string, string>> = {},
    private readonly values: Readonly<Record<string, AttributeValue>> = {},
  ) {}

  name(token: string, which: string): string {
    if (!token.startsWith('#')) {
      if (!RESERVED.has(token.toUpperCase())) return token;
      throw invalid(`Invalid ${which}: Attribute name is a reserved keyword; reserved keyword: ${token}`);
    }
    const name = this.names[token];
    if (name === undefined) {
      throw invalid(
        `Invalid ${which}: An expression attribute name used in the document path is not defined; attribute name: ${token}`,
      );
    }
    this.used.add(token);
    return name;
  }

  value(token: string, which: string): AttributeValue {
    const value = this.values[token];
    if (value === undefined) {
      throw invalid(
        `Invalid ${which}: An expression attribute value used in expression is not defined; attribute value: ${token}`,
      );
    }
    this.used.add(token);
    return value;
  }

  /** DynamoDB refuses placeholders that no expression uses. */
  requireAllUsed(): void {
    this.requireUsed('Names', Object.keys(this.names));
    this.requireUsed('Values', Object.keys(this.values));
  }

  private requireUsed(kind: 'Names' | 'Values', tokens: readonly string[]): void {
    const unused = tokens.filter((token) => !this.used.has(token));
    if (unused.length === 0) return;
    throw invalid(`Value provided in ExpressionAttribute${kind} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}
