/** Types of resources that the local cloud leaves out, each with the reason why nothing is lost by it. */
const reasons: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'tells AWS which CDK made the template',
  'AWS::Logs::LogGroup': 'functions log to files here',
  'AWS::Logs::MetricFilter': 'no metrics are collected',
  'AWS::Logs::QueryDefinition': 'a saved query for the console',
  'AWS::CloudWatch::Alarm': 'no metrics are collected',
  'AWS::CloudWatch::CompositeAlarm': 'no metrics are collected',
  'AWS::CloudWatch::Dashboard': 'no metrics are collected',
  'AWS::SNS::Topic': 'only alarms write to it',
  'AWS::SNS::TopicPolicy': 'only alarms write to the topic',
  'AWS::SNS::Subscription': 'only alarms write to the topic',
  'AWS::SES::ConfigurationSet': 'mail stays on this machine',
  'AWS::SES::ConfigurationSetEventDestination': 'mail stays on this machine',
  'AWS::SES::EmailIdentity': 'mail stays on this machine',
  'AWS::IAM::OIDCProvider': 'nobody outside takes a role here',
  'AWS::Athena::WorkGroup': 'exports are queried with DuckDB here',
  'AWS::Athena::NamedQuery': 'exports are queried with DuckDB here',
  'AWS::Glue::Database': 'exports are queried with DuckDB here',
  'AWS::Glue::Table': 'exports are queried with DuckDB here',
  'AWS::Lambda::EventInvokeConfig': 'asynchronous invocations are tried again as by default',
  'AWS::ApiGatewayV2::Stage': 'the portal has one stage, without throttling',
  'AWS::Scheduler::ScheduleGroup': 'groups only sort schedules',
};

/** Why a type of resource is left out; `undefined` for one that isn't. */
export const reasonToIgnore = (type: string): string | undefined => reasons[type];
