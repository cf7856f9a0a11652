/** Types of resources that the local cloud leaves out, each with the reason why nothing is lost by it. */
const reasons: Readonly<Record<string, string>> = {
  'AWS::Athena::WorkGroup': 'nobody queries the bucket here: its files are on the disk',
  'AWS::CloudWatch::Dashboard': 'nobody looks at graphs here',
  'AWS::Glue::Database': 'nobody queries the bucket here: its files are on the disk',
  'AWS::Glue::Table': 'nobody queries the bucket here: its files are on the disk',
  'AWS::Logs::LogGroup': 'functions log to files here',
  'AWS::SNS::Subscription': 'an alarm is told, and calls nobody',
  'AWS::SNS::Topic': 'an alarm is told, and calls nobody',
  'AWS::SNS::TopicPolicy': 'an alarm is told, and calls nobody',
  'AWS::Scheduler::ScheduleGroup': 'it only tells the schedules of several stacks apart',
  'AWS::SES::EmailIdentity': 'what SES knows is told to it as it starts: no DNS is asked',
};

/** Why a type of resource is left out; `undefined` for one that isn't. */
export const reasonToIgnore = (type: string): string | undefined => reasons[type];

export const ignoredTypes: readonly string[] = Object.keys(reasons);
