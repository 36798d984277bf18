import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { S3World } from './fixture';

const BUCKET = 'evidence';

describe('s3 over the wire', () => {
  let world: S3World;
  let client: S3Client;
  beforeAll(async () => {
    world = await S3World.open();
    client = world.client();
    await world.bucket(BUCKET);
  });
  afterAll(() => world.close());

  const put = (Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
  const get = (Key: string, more: object = {}) => client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
  const textOf = async (Key: string, more: object = {}) => (await get(Key, more)).Body!.transformToString();

  test('an object comes back as it was put, with what was said of it', async () => {
    const { ETag } = await put('a/one.json', '{"a":1}', {
      ContentType: 'application/json',
      Metadata: { release: 'r-1' },
      CacheControl: 'no-store',
    });
    const answer = await get('a/one.json');
    expect(await answer.Body!.transformToString()).toBe('{"a":1}');
    expect(answer).toMatchObject({
      ETag,
      ContentType: 'application/json',
      ContentLength: 7,
      Metadata: { release: 'r-1' },
      CacheControl: 'no-store',
      AcceptRanges: 'bytes',
      ServerSideEncryption: 'AES256',
      LastModified: new Date(Date.UTC(2030, 0, 1)),
      ChecksumCRC32: expect.any(String), // the client's default, which it compares with what it gets
    });
    expect(await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a/one.json' }))).toMatchObject({
      ETag,
      ContentLength: 7,
      Metadata: { release: 'r-1' },
    });
  });

  test.each([
    ['a text', 'x'],
    ['bytes', new Uint8Array([0, 1, 255])],
    ['nothing', new Uint8Array(0)],
    ['letters of many alphabets', 'é漢😀'],
  ])('%s is put and read', async (_what, body) => {
    await put('body', body);
    expect(Buffer.from(await (await get('body')).Body!.transformToByteArray())).toEqual(Buffer.from(body as string));
  });

  test('a stream, which the client sends in chunks with its checksum behind, is put and read', async () => {
    const text = 'line\n'.repeat(50_000);
    const stream = () => Readable.from(text.match(/[^]{1,7000}/g)!.map((part) => Buffer.from(part)));
    await put('stream', stream(), { ContentLength: text.length });
    const answer = await get('stream');
    expect(await answer.Body!.transformToString()).toBe(text);
    expect(answer.ContentEncoding).toBeUndefined();
    expect(answer.ChecksumCRC32).toEqual(expect.any(String));
  });

  test.each([['a b+c/ü&=?#%.json'], ["it's (here)*!~"], ['//double'], ['ends/']])(
    'the key %s stays as it is',
    async (key) => {
      await put(key, key);
      expect(await textOf(key)).toBe(key);
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: key }));
      expect(Contents.map(({ Key }) => Key)).toEqual([key]);
    },
  );

  test.each([
    ['bytes=0-3', 'abcd', 'bytes 0-3/10'],
    ['bytes=4-', 'efghij', 'bytes 4-9/10'],
    ['bytes=-2', 'ij', 'bytes 8-9/10'],
    ['bytes=8-100', 'ij', 'bytes 8-9/10'],
  ])('Range %s gives a part', async (Range, text, ContentRange) => {
    await put('range', 'abcdefghij');
    const answer = await get('range', { Range });
    expect(await answer.Body!.transformToString()).toBe(text);
    expect(answer).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
    expect(answer.ChecksumCRC32).toBeUndefined();
  });

  test('what is deleted is gone, and may be deleted again', async () => {
    await put('short-lived', 'x');
    for (let times = 0; times < 2; times++) {
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'short-lived' }));
    }
    await expect(get('short-lived')).rejects.toBeInstanceOf(NoSuchKey);
  });

  test('only the first of those that put what must be new has it', async () => {
    await put('places/1', 'first', { IfNoneMatch: '*' });
    const second = put('places/1', 'second', { IfNoneMatch: '*' });
    await expect(second).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
    expect(await textOf('places/1')).toBe('first');
  });

  test('a put on a condition of the entity tag', async () => {
    const { ETag } = await put('tagged', 'first');
    await put('tagged', 'second', { IfMatch: ETag });
    await expect(put('tagged', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('tagged')).toBe('second');
  });

  test('the journal knows of calls and has no contents', async () => {
    const before = world.account.journal.length;
    await put('journalled', 'a secret');
    await textOf('journalled');
    const entries = world.account.journal.slice(before);
    expect(entries.map(({ operation }) => operation)).toEqual(['PutObject', 'GetObject']);
    expect(entries[0].input).toMatchObject({ Bucket: BUCKET, Key: 'journalled', ContentLength: 8 });
    expect(JSON.stringify(entries)).not.toContain('a secret');
  });

  test('the bucket in the host’s name, as SDKs write it for names', async () => {
    await put('by-host', 'found');
    const authorization = `AWS4-HMAC-SHA256 Credential=ASIAREHEARSALOPERATE/20300101/eu-west-1/s3/aws4_request`;
    const { request } = await import('node:http');
    const status = await new Promise<number>((resolve, reject) =>
      request(
        `${world.server.endpoint}/by-host`,
        {
          headers: {
            host: `${BUCKET}.s3.eu-west-1.amazonaws.com`,
            authorization,
            'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
          },
        },
        (answer) => resolve(answer.resume().statusCode!),
      )
        .on('error', reject)
        .end(),
    );
    expect(status).toBe(200);
  });

  describe('listing', () => {
    const list = (more: object) => client.send(new ListObjectsV2Command({ Bucket: 'listed', ...more }));
    beforeAll(async () => {
      await world.bucket('listed');
      for (const Key of ['a', 'b/1', 'b/2', 'b/3', 'c/1', 'd', 'é'])
        await client.send(new PutObjectCommand({ Bucket: 'listed', Key, Body: Key }));
    });

    test('is in the order of bytes, with size and tag', async () => {
      const { Contents = [], KeyCount, IsTruncated } = await list({});
      expect(Contents.map(({ Key }) => Key)).toEqual(['a', 'b/1', 'b/2', 'b/3', 'c/1', 'd', 'é']);
      expect([KeyCount, IsTruncated]).toEqual([7, false]);
      expect(Contents[6]).toMatchObject({
        Size: 2,
        ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
        StorageClass: 'STANDARD',
      });
    });

    test.each([[1], [2], [3], [7]])('comes whole in pages of %d', async (MaxKeys) => {
      const keys: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys, ContinuationToken });
        keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      expect(keys).toEqual(['a', 'b/1', 'b/2', 'b/3', 'c/1', 'd', 'é']);
    });

    test('a delimiter rolls keys up, also over pages', async () => {
      const first = await list({ Delimiter: '/', MaxKeys: 2 });
      expect([first.Contents?.map(({ Key }) => Key), first.CommonPrefixes]).toEqual([['a'], [{ Prefix: 'b/' }]]);
      const second = await list({ Delimiter: '/', ContinuationToken: first.NextContinuationToken });
      expect([second.Contents?.map(({ Key }) => Key), second.CommonPrefixes]).toEqual([['d', 'é'], [{ Prefix: 'c/' }]]);
    });

    test.each([
      [{ Prefix: 'b/' }, ['b/1', 'b/2', 'b/3']],
      [{ StartAfter: 'b/2' }, ['b/3', 'c/1', 'd', 'é']],
      [{ Prefix: 'none' }, []],
      [{ StartAfter: 'zzzé' }, ['é']],
    ])('%j', async (more, keys) => {
      expect(((await list(more)).Contents ?? []).map(({ Key }) => Key)).toEqual(keys);
    });
  });

  describe('fails', () => {
    test.each<[string, () => Promise<unknown>, string, number]>([
      ['to read what is not there', () => get('none'), 'NoSuchKey', 404],
      [
        'to read of no bucket',
        () => client.send(new GetObjectCommand({ Bucket: 'no-such', Key: 'x' })),
        'NoSuchBucket',
        404,
      ],
      [
        'to put into no bucket',
        () => client.send(new PutObjectCommand({ Bucket: 'no-such', Key: 'x', Body: 'y' })),
        'NoSuchBucket',
        404,
      ],
      ['behind the end', () => get('a/one.json', { Range: 'bytes=7-' }), 'InvalidRange', 416],
      ['with a key of 1025 bytes', () => put('é'.repeat(512) + 'x', 'y'), 'KeyTooLongError', 400],
      ['with a checksum of something else', () => put('x', 'y', { ChecksumSHA256: 'x'.repeat(44) }), 'BadDigest', 400],
      [
        'with a hash of something else',
        () => put('x', 'y', { ContentMD5: 'rL0Y20zC+Fzt72VPzMSk2A==' }),
        'BadDigest',
        400,
      ],
      [
        'to copy',
        () => client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'x', CopySource: 'a/b' })),
        'NotImplemented',
        501,
      ],
      [
        'to upload in parts',
        () => client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'x' })),
        'NotImplemented',
        501,
      ],
      ['with an ACL', () => put('x', 'y', { ACL: 'public-read' }), 'NotImplemented', 501],
      [
        'to read an ACL',
        () => client.send(new GetObjectAclCommand({ Bucket: BUCKET, Key: 'x' })),
        'NotImplemented',
        501,
      ],
      ['to read a version', () => get('a/one.json', { VersionId: 'x' }), 'NotImplemented', 501],
      ['to read on a condition', () => get('a/one.json', { IfNoneMatch: 'x' }), 'NotImplemented', 501],
      ['with a key of its own', () => put('x', 'y', { ServerSideEncryption: 'aws:kms' }), 'NotImplemented', 501],
    ])('%s', async (_what, send, name, httpStatusCode) => {
      await expect(send()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    });

    test('the errors are those of the client', async () => {
      await expect(get('none')).rejects.toBeInstanceOf(NoSuchKey);
      await expect(client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'none' }))).rejects.toBeInstanceOf(
        NotFound,
      );
      await expect(client.send(new HeadBucketCommand({ Bucket: 'no-such' }))).rejects.toBeInstanceOf(NotFound);
      const listed = client.send(new ListObjectsV2Command({ Bucket: 'no-such' }));
      await expect(listed).rejects.toBeInstanceOf(NoSuchBucket);
    });

    test.each([
      ['whose hash is of another body', { 'x-amz-content-sha256': '0'.repeat(64) }, 'y', 'XAmzContentSHA256Mismatch'],
      ['without a hash', {}, 'y', 'InvalidRequest'],
      [
        'in chunks that end early',
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
        'ff\r\nshort\r\n0\r\n\r\n',
        'IncompleteBody',
      ],
      [
        'in chunks of another length in all',
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '3' },
        '1\r\ny\r\n0\r\n\r\n',
        'IncompleteBody',
      ],
      [
        'in chunks whose checksum behind is wrong',
        { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-trailer': 'x-amz-checksum-crc32' },
        '1\r\ny\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
        'BadDigest',
      ],
    ])('a put %s', async (_what, headers, body, code) => {
      const authorization = `AWS4-HMAC-SHA256 Credential=ASIAREHEARSALOPERATE/20300101/eu-west-1/s3/aws4_request`;
      const url = `${world.server.endpoint}/${BUCKET}/raw`;
      const answer = await fetch(url, {
        method: 'PUT',
        headers: { ...headers, authorization } as Record<string, string>,
        body,
      });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
    });

    test('to delete a bucket that is not empty', async () => {
      const deletion = world.account.call('s3', 'DeleteBucket', { Bucket: BUCKET });
      await expect(deletion).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    });
  });
});
