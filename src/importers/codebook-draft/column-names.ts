/**
 * Headers of well-known programs for columns about a response, without case, blanks, dashes and numbers at the end.
 */
const NAMES = {
  respondent: [
    ...['respondent', 'response', 'participant', 'submission', 'record', 'case'].flatMap((of) => [
      `${of}id`,
      `${of}no`,
      `${of}number`,
    ]),
    'id',
    'token',
    'uuid',
    'guid',
  ],
  submitted: [
    'enddate',
    'endtime',
    'datesubmitted',
    'submitted',
    'submitdate',
    'submittedat',
    'submittedon',
    'submissiondate',
    'completed',
    'completedat',
    'completiondate',
    'completiontime',
    'recordeddate',
    'timestamp',
    'when',
  ],
  started: ['startdate', 'starttime', 'started', 'startedat', 'datestarted', 'begindate', 'begintime'],
  /**
   * Data about the respondent, such as name and place. The draft leaves it out; whoever finishes the draft may add it.
   */
  personal: [
    'ipaddress',
    'ip',
    'email',
    'emailaddress',
    'name',
    'firstname',
    'lastname',
    'fullname',
    'familyname',
    'givenname',
    'surname',
    'username',
    'phone',
    'phonenumber',
    'telephone',
    'mobile',
    'address',
    'custom',
    'customdata',
    'customvalue',
    'customvariable',
    'collectorid',
    'useragent',
    'latitude',
    'longitude',
    'locationlatitude',
    'locationlongitude',
    'recipientlastname',
    'recipientfirstname',
    'recipientemail',
    'externalreference',
    'externaldatareference',
  ],
} as const;

/** Whether a header is one of these names. */
export function isNamed(kind: keyof typeof NAMES, header: string): boolean {
  const plain = header
    .toLowerCase()
    .replace(/[\s_-]+/g, '')
    .replace(/\d+$/, '');
  return (NAMES[kind] as readonly string[]).includes(plain);
}
