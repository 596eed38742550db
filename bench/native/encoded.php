<?php
// The worker of PHP for encoded arrays: it makes calls of testdata/cases/encoded whose responses are files. See
// worker.go of the folder above for what it is asked and how it answers.
ini_set('soap.wsdl_cache_enabled', '0');
class Quiet extends SoapClient
{
    public string $response;
    public int $sent;
    public function __doRequest($request, $location, $action, $version, $oneWay = false): ?string
    {
        $this->sent = strlen($request);
        return $this->response;
    }
}
// nanoseconds returns the processor time of this process.
function nanoseconds(): int
{
    $usage = getrusage();
    return (($usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec']) * 1_000_000 + $usage['ru_utime.tv_usec'] +
        $usage['ru_stime.tv_usec']) * 1000;
}
$client = new Quiet(__DIR__ . '/../../testdata/cases/encoded/contract.wsdl', ['location' => 'http://127.0.0.1/',
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
while (fscanf(STDIN, '%s %s %d', $task, $name, $n)) {
    $client->response = file_get_contents("$argv[1]/$name");
    $call = $name === 'people.xml' ? fn($value) => $client->echoPeople($value)
        : fn($value) => $client->echoLists($value, null, null, null)['numbers'];
    $value = $call(null);
    $start = nanoseconds();
    for ($i = 0; $i < $n; $i++) {
        if (count($call($value)) !== count($value) || $client->sent < strlen($client->response) / 4) exit(1);
    }
    echo nanoseconds() - $start, " -1 -1\n";
}
