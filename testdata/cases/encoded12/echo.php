<?php
// A server of the contract, for TestEncoded12ByPHP: it returns what it received. The header X-Seen of the response has
// what it received, as JSON.
ini_set('soap.wsdl_cache_enabled', '0');
error_reporting(0);
class Service
{
    public function echo($grid, $pair)
    {
        $parts = ['grid' => $grid, 'pair' => $pair];
        header('X-Seen: ' . rawurlencode(json_encode($parts)));
        return $parts;
    }
}
$server = new SoapServer(__DIR__ . '/contract.wsdl', ['soap_version' => SOAP_1_2, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
$server->setClass('Service');
$server->handle();
