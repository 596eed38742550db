<?php
// A server of the contract, for TestEncodedByPHP: it returns what it received, and people twice, the second time as
// references to the first. The header X-Seen of the response has what it received, as JSON.
ini_set('soap.wsdl_cache_enabled', '0');
error_reporting(0);
class Service
{
    private function seen($value) { header('X-Seen: ' . rawurlencode(json_encode($value))); }
    public function echoPerson($person) { $this->seen($person); return $person; }
    public function echoPeople($people) { $this->seen($people); return $people === null ? null : array_merge($people, $people); }
    public function echoLists($numbers, $names, $grid, $lines)
    {
        $lists = ['numbers' => $numbers, 'names' => $names, 'grid' => $grid, 'lines' => $lines];
        $this->seen($lists);
        return $lists;
    }
    public function echoMap($map) { $this->seen($map); return $map; }
    public function echoAny($value) { $this->seen($value); return $value; }
    public function session($session) { $this->session = $session; }
    public function ticket($ticket) { $this->ticket = $ticket; }
    // enter returns the header blocks, or the fault that the text names.
    public function enter($text)
    {
        global $server;
        $this->seen(['text' => $text, 'session' => $this->session ?? null, 'ticket' => $this->ticket ?? null]);
        if ($text === 'refused') throw new SoapFault('Server', 'no', null, ['reason' => 'full'], 'refused');
        if ($text === 'busy') throw new SoapFault('Server', 'no', null, ['seconds' => 7, 'waiting' => [null]], 'busy');
        if ($text === 'note') throw new SoapFault('Server', 'no', null, 'later', 'note');
        if (isset($this->session)) $server->addSoapHeader(new SoapHeader('urn:encoded', 'session', $this->session));
        $server->addSoapHeader(new SoapHeader('urn:encoded', 'numbers', [1, 2]));
        return $text;
    }
    public function plain($text) { $this->seen($text); return $text; }
}
$server = new SoapServer(__DIR__ . '/contract.wsdl', ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setClass('Service');
$server->handle();
