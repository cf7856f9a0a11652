/**
 * The errors that an operation's model knows, for the calls that tasks make: the SDK behind Step Functions has a class for these, and
 * no others. A test holds them against the models in the SDK's packages.
 */
const ofItems = [
  'ConditionalCheckFailedException',
  'InternalServerError',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionConflictException',
];

/** `service:Action` → its modelled errors. */
export const modelledErrors: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:UpdateItem': ofItems,
  'dynamodb:PutItem': ofItems,
  'dynamodb:DeleteItem': ofItems,
  'dynamodb:GetItem': [
    'InternalServerError',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'ResourceNotFoundException',
    'ThrottlingException',
  ],
  'dynamodb:ExportTableToPointInTime': [
    'ExportConflictException',
    'InternalServerError',
    'InvalidExportTimeException',
    'LimitExceededException',
    'PointInTimeRecoveryUnavailableException',
    'TableNotFoundException',
  ],
  'dynamodb:DescribeExport': ['ExportNotFoundException', 'InternalServerError', 'LimitExceededException'],
  'states:StartExecution': [
    'ExecutionAlreadyExists',
    'ExecutionLimitExceeded',
    'InvalidArn',
    'InvalidExecutionInput',
    'InvalidName',
    'KmsAccessDeniedException',
    'KmsInvalidStateException',
    'KmsThrottlingException',
    'StateMachineDeleting',
    'StateMachineDoesNotExist',
    'ValidationException',
  ],
  // Of some forty, those that Lambda answers for a function without VPC, file system and SnapStart.
  'lambda:Invoke': [
    'InvalidParameterValueException',
    'InvalidRequestContentException',
    'RequestTooLargeException',
    'ResourceConflictException',
    'ResourceNotFoundException',
    'ResourceNotReadyException',
    'ServiceException',
    'TooManyRequestsException',
  ],
};
