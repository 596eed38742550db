<?php
// A server of the contract in PEERS_CONTRACT, made of PHP's SOAP extension. It returns each value that it receives.
ini_set('soap.wsdl_cache_enabled', '0');
error_reporting(0);
class Service
{
    private $user = '';
    public function __call($name, $arguments)
    {
        $value = $arguments[0] ?? null;
        if ($name === 'session') {
            $this->user = $value->user;
        } elseif ($name === 'greet' && is_object($value)) {
            $value->value = "$this->user: $value->value";
        } elseif ($name === 'greet') {
            $value = "$this->user: $value";
        } elseif ($name === 'fail') {
            throw new SoapFault('Server', 'failed', null, ['code' => 7, 'reason' => 'full'], 'failure');
        }
        return $value;
    }
}
$contract = getenv('PEERS_CONTRACT');
$version = str_contains(file_get_contents($contract), '/soap12/') ? SOAP_1_2 : SOAP_1_1;
$server = new SoapServer($contract, ['soap_version' => $version, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setObject(new Service());
$server->handle();
